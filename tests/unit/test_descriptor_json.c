#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "common/rpc/descriptor_json.h"
#include "common/rpc/descriptor_methods.h"
#include "common/rpc/pb.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"
#include "jixiao/store.pb-c.h"

/* ---- a message with every field filled, made from its descriptor ---- */

static ProtobufCMessage *filled(struct arena *arena, const ProtobufCMessageDescriptor *type);

static void fill_value(struct arena *arena, const ProtobufCFieldDescriptor *field, void *out, unsigned salt)
{
	const ProtobufCEnumDescriptor *options = field->descriptor;
	ProtobufCBinaryData *bytes = out;

	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING: *(char **)out = arena_printf(arena, "绩效\"\\\n%s %u", field->name, salt); break;
	case PROTOBUF_C_TYPE_BYTES:
		bytes->len = 1 + salt % 5;
		bytes->data = arena_memdup(arena, "\x00\xff\x80~\x01", bytes->len);
		break;
	case PROTOBUF_C_TYPE_BOOL: *(protobuf_c_boolean *)out = true; break;
	case PROTOBUF_C_TYPE_ENUM: *(int *)out = options->values[options->n_values - 1].value; break;
	case PROTOBUF_C_TYPE_UINT32: *(uint32_t *)out = UINT32_MAX - salt; break;
	case PROTOBUF_C_TYPE_UINT64: *(uint64_t *)out = UINT64_MAX - salt; break;
	case PROTOBUF_C_TYPE_INT64: *(int64_t *)out = INT64_MIN + salt; break;
	case PROTOBUF_C_TYPE_MESSAGE: *(ProtobufCMessage **)out = filled(arena, field->descriptor); break;
	default: fail_msg("proto/ has a new type of field: %s", field->name);
	}
}

static ProtobufCMessage *filled(struct arena *arena, const ProtobufCMessageDescriptor *type)
{
	ProtobufCMessage *message = pb_new(arena, type);

	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		char *member = (char *)message + field->offset;

		if (field->label == PROTOBUF_C_LABEL_REPEATED) {
			char *values = arena_alloc(arena, 2 * sizeof(ProtobufCBinaryData));
			size_t size = field->type == PROTOBUF_C_TYPE_BYTES ? sizeof(ProtobufCBinaryData)
				      : field->type == PROTOBUF_C_TYPE_ENUM || field->type == PROTOBUF_C_TYPE_BOOL ||
						      field->type == PROTOBUF_C_TYPE_UINT32
					      ? 4
					      : 8;

			fill_value(arena, field, values, i);
			fill_value(arena, field, values + size, i + 1);
			*(char **)member = values;
			*(size_t *)((char *)message + field->quantifier_offset) = 2;
			continue;
		}
		if (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) {
			uint32_t *chosen = (uint32_t *)((char *)message + field->quantifier_offset);

			if (*chosen != 0)
				continue;
			*chosen = field->id;
		}
		fill_value(arena, field, member, i);
	}
	return message;
}

static void check_round_trip(struct arena *arena, const ProtobufCMessage *message)
{
	struct status status = STATUS_INIT;
	struct slice bytes = pb_pack(arena, message), canonical = json_canonical(arena, message), again;
	const char *text = json_write(arena, message);
	const struct slice forms[] = { canonical, { (const uint8_t *)text, strlen(text) } };

	for (size_t i = 0; i < 2; i++) {
		ProtobufCMessage *read;

		if (json_read(arena, message->descriptor, forms[i], &read, &status) != STATUS_OK)
			fail_msg("%s: %s %s\n%s", message->descriptor->name, status.violations[0].path,
				 message_name(status.violations[0].message.id), forms[i].data);
		again = pb_pack(arena, read);
		assert_int_equal(again.size, bytes.size);
		assert_memory_equal(again.data, bytes.data, bytes.size);
	}
	status_clear(&status);
}

static void visit_method(void *context, const char *name, const ProtobufCMethodDescriptor *method)
{
	struct arena arena = ARENA_INIT;

	assert_ptr_equal(descriptor_method(name), method);
	check_round_trip(&arena, filled(&arena, method->input));
	check_round_trip(&arena, filled(&arena, method->output));
	check_round_trip(&arena, pb_new(&arena, method->input));
	check_round_trip(&arena, pb_new(&arena, method->output));
	arena_clear(&arena);
	++*(size_t *)context;
}

static void test_every_request_and_reply_survives_the_way_to_json_and_back(void **state)
{
	struct arena arena = ARENA_INIT;
	size_t n = 0;

	(void)state;
	descriptor_methods(visit_method, &n);
	assert_true(n > 60);
	check_round_trip(&arena, filled(&arena, &jixiao__frame__descriptor));
	check_round_trip(&arena, filled(&arena, &jixiao__blob__descriptor));
	arena_clear(&arena);
}

static void test_a_method_is_found_by_its_exact_name_only(void **state)
{
	(void)state;
	assert_non_null(descriptor_method("Entry.Put"));
	assert_string_equal(descriptor_method("Entry.Put")->input->short_name, "EntryPutRequest");
	assert_null(descriptor_method("EntryService.Put"));
	assert_null(descriptor_method("Entry.put"));
	assert_null(descriptor_method("Ent.Put"));
	assert_null(descriptor_method("Entry"));
	assert_null(descriptor_method(""));
}

static void test_canonical_json_sorts_keys_and_leaves_out_defaults(void **state)
{
	struct arena arena = ARENA_INIT;
	Jixiao__Target target = JIXIAO__TARGET__INIT;
	Jixiao__Indicator indicator = JIXIAO__INDICATOR__INIT;

	(void)state;
	target.value = (char *)"10";
	target.unit = (char *)"次";
	target.op = (char *)">=";
	indicator.code = (char *)"C11";
	indicator.level = 3;
	indicator.revision = 7;
	indicator.target = &target;
	assert_string_equal(json_canonical(&arena, &indicator.base).data,
			    "{\"code\":\"C11\",\"level\":3,\"revision\":\"7\",\"target\":{\"op\":\">=\",\"unit\":\"次\","
			    "\"value\":\"10\"}}");
	arena_clear(&arena);
}

static void test_written_json_shows_every_field(void **state)
{
	struct arena arena = ARENA_INIT;
	Jixiao__Target target = JIXIAO__TARGET__INIT;

	(void)state;
	assert_string_equal(json_write(&arena, &target.base), "{\n  \"op\": \"\",\n  \"value\": \"\",\n  \"unit\": \"\"\n}");
	arena_clear(&arena);
}

/* ---- bad input ---- */

static const struct bad {
	const char *json, *path;
	enum message_id fault;
} bad[] = {
	{ "", "1:0", MSG_JSON_SYNTAX },
	{ "{", "1:1", MSG_JSON_SYNTAX },
	{ "{\"code\":\"A\"} x", "1:14", MSG_JSON_SYNTAX },
	{ "{\"code\":\"A\",\"code\":\"B\"}", "1:18", MSG_JSON_DUPLICATE_KEY },
	{ "{\"code\":\"\\u0000\"}", "1:16", MSG_JSON_NUL },
	{ "{\"code\":\"\xff\"}", "1:9", MSG_TEXT_NOT_UTF8 },
	{ "{\"revision\":99999999999999999999}", "1:32", MSG_JSON_OVERFLOW },
	{ "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "", MSG_JSON_TOO_DEEP },
	{ "[]", "", MSG_JSON_TYPE },
	{ "null", "", MSG_JSON_TYPE },
	{ "{\"colour\":1}", "colour", MSG_JSON_UNKNOWN_KEY },
	{ "{\"target\":{\"colour\":1}}", "target.colour", MSG_JSON_UNKNOWN_KEY },
	{ "{\"code\":1}", "code", MSG_JSON_TYPE },
	{ "{\"code\":null}", "code", MSG_JSON_TYPE },
	{ "{\"target\":\"10\"}", "target", MSG_JSON_TYPE },
	{ "{\"points\":{}}", "points", MSG_JSON_TYPE },
	{ "{\"points\":[{},{\"required\":1}]}", "points[1].required", MSG_JSON_TYPE },
	{ "{\"points\":[null]}", "points[0]", MSG_JSON_TYPE },
	{ "{\"evidence\":[\"合同\",3]}", "evidence[1]", MSG_JSON_TYPE },
	{ "{\"level\":-1}", "level", MSG_JSON_RANGE },
	{ "{\"level\":4294967296}", "level", MSG_JSON_RANGE },
	{ "{\"level\":1.0}", "level", MSG_JSON_TYPE },
	{ "{\"level\":true}", "level", MSG_JSON_TYPE },
	{ "{\"revision\":\"18446744073709551616\"}", "revision", MSG_JSON_RANGE },
	{ "{\"revision\":\"-1\"}", "revision", MSG_JSON_RANGE },
	{ "{\"revision\":\" 1\"}", "revision", MSG_JSON_NOT_WHOLE },
	{ "{\"revision\":\"\"}", "revision", MSG_JSON_NOT_WHOLE },
	{ "{\"rule\":{\"kind\":\"RULE_MAGIC\"}}", "rule.kind", MSG_JSON_ENUM },
	{ "{\"rule\":{\"kind\":1}}", "rule.kind", MSG_JSON_TYPE },
};

static void test_each_fault_is_a_violation_with_its_path(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct arena arena = ARENA_INIT;
		struct status status = STATUS_INIT;
		struct slice json = { (const uint8_t *)bad[i].json, strlen(bad[i].json) };
		ProtobufCMessage *message;

		if (json_read(&arena, &jixiao__indicator__descriptor, json, &message, &status) != STATUS_INVALID_ARGUMENT)
			fail_msg("taken: %s", bad[i].json);
		assert_int_equal(status.n_violations, 1);
		if (strcmp(status.violations[0].path, bad[i].path) != 0 || status.violations[0].message.id != bad[i].fault)
			fail_msg("%s: \"%s\" %s", bad[i].json, status.violations[0].path,
				 message_name(status.violations[0].message.id));
		status_clear(&status);
		arena_clear(&arena);
	}
}

static void test_all_faults_are_named_at_once(void **state)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	const char json[] = "{\"code\":1,\"level\":\"x\",\"rule\":{\"kind\":\"?\"},\"size\":0}";
	ProtobufCMessage *message;

	(void)state;
	json_read(&arena, &jixiao__indicator__descriptor, (struct slice){ (const uint8_t *)json, strlen(json) }, &message,
		  &status);
	assert_int_equal(status.n_violations, 4);
	status_clear(&status);
	arena_clear(&arena);
}

static void test_only_the_one_base64_of_some_bytes_is_taken(void **state)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = { { "", true },	 { "AA==", true },  { "AAA=", true },	   { "AAAA", true },  { "AB==", false },
		      { "AAB=", false }, { "A", false },    { "AA", false },	   { "A===", false }, { "====", false },
		      { "AA=A", false }, { "A A=", false }, { "AA==AAAA", false }, { "AA-_", false } };
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *json = arena_printf(&arena, "{\"cursor\":\"%s\"}", cases[i].text);
		const ProtobufCMessageDescriptor *type = descriptor_method("User.List")->input;
		ProtobufCMessage *message;
		enum status_code code;

		code = json_read(&arena, type, (struct slice){ (const uint8_t *)json, strlen(json) }, &message, &status);
		if (code != (cases[i].good ? STATUS_OK : STATUS_INVALID_ARGUMENT))
			fail_msg("\"%s\"", cases[i].text);
		if (!cases[i].good)
			assert_int_equal(status.violations[0].message.id, MSG_JSON_BASE64);
		status_clear(&status);
	}
	arena_clear(&arena);
}

/* Numbers that must not lose a digit are strings: the sentence shows the value as it came and as it should be. */
static void test_a_number_where_text_belongs_is_shown_as_text(void **state)
{
	static const char *const cases[][3] = {
		{ "{\"code\":5}", "\"5\"", "5" },	   { "{\"code\":1.5}", "\"1.5\"", "1.5" },
		{ "{\"code\":true}", "\"true\"", "true" }, { "{\"code\":{}}", "\"…\"", "{…}" },
		{ "{\"level\":[1]}", "123", "[…]" },
	};
	struct arena arena = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct slice json = { (const uint8_t *)cases[i][0], strlen(cases[i][0]) };
		struct status status = STATUS_INIT;
		ProtobufCMessage *message;

		assert_int_equal(json_read(&arena, &jixiao__indicator__descriptor, json, &message, &status),
				 STATUS_INVALID_ARGUMENT);
		for (size_t j = 0; j < 2; j++)
			assert_string_equal(status.violations[0].message.args[j], cases[i][j + 1]);
		status_clear(&status);
	}
	arena_clear(&arena);
}

static void test_two_alternatives_of_a_frame_are_refused(void **state)
{
	struct arena arena = ARENA_INIT;
	struct status status = STATUS_INIT;
	const char json[] = "{\"ping\":{},\"pong\":{}}";
	ProtobufCMessage *message;

	(void)state;
	assert_int_equal(json_read(&arena, &jixiao__frame__descriptor, (struct slice){ (const uint8_t *)json, strlen(json) },
				   &message, &status),
			 STATUS_INVALID_ARGUMENT);
	assert_int_equal(status.violations[0].message.id, MSG_JSON_ONEOF);
	status_clear(&status);
	arena_clear(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_request_and_reply_survives_the_way_to_json_and_back),
		cmocka_unit_test(test_a_method_is_found_by_its_exact_name_only),
		cmocka_unit_test(test_canonical_json_sorts_keys_and_leaves_out_defaults),
		cmocka_unit_test(test_written_json_shows_every_field),
		cmocka_unit_test(test_each_fault_is_a_violation_with_its_path),
		cmocka_unit_test(test_all_faults_are_named_at_once),
		cmocka_unit_test(test_only_the_one_base64_of_some_bytes_is_taken),
		cmocka_unit_test(test_a_number_where_text_belongs_is_shown_as_text),
		cmocka_unit_test(test_two_alternatives_of_a_frame_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

#include "client/change_words.h"

#include <inttypes.h>
#include <string.h>

#include "client/output.h"
#include "client/words.h"
#include "common/domain/rule_text.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/descriptor_methods.h"
#include "common/rpc/pb_field.h"
#include "jixiao/entry.pb-c.h"

/* Characters of a value that are shown. */
enum { SHOWN = 60 };

/* Which record a request means, and what it saw of it (the stage that Advance leaves, say). */
static const char *const names_the_record[] = { "evaluation", "indicator", "indicators", "id",	   "code",
						"person",     "section",   "revision",	 "signed", "from" };

static bool is_content(const ProtobufCFieldDescriptor *field)
{
	for (size_t i = 0; i < sizeof(names_the_record) / sizeof(*names_the_record); i++)
		if (strcmp(names_the_record[i], field->name) == 0)
			return false;
	return field->type != PROTOBUF_C_TYPE_BYTES;
}

/* At most SHOWN characters, on one line. */
static char *shortened(struct arena *arena, const char *text)
{
	size_t n = 0, size = 0;

	for (; text[size] != '\0' && n < SHOWN; n++)
		for (size++; (text[size] & 0xc0) == 0x80; size++)
			;
	return arena_printf(arena, "%.*s%s", (int)size, text, text[size] != '\0' ? "…" : "");
}

static const char *enum_words(struct context *context, const ProtobufCEnumDescriptor *type, int number)
{
	const ProtobufCEnumValue *value = protobuf_c_enum_descriptor_get_value(type, number);
	enum message_id id;

	if (type == &jixiao__rule_kind__descriptor)
		return rule_label(context->language, (enum rule_kind)number);
	if (number == 0 || value == NULL)
		return "";
	id = message_by_name(value->name);
	return id != MSG_NONE ? message_plain(context->language, id) : value->name;
}

/* What stands in a field as a key word of scheme files. */
static const char *keyword(struct context *context, const char *field, const char *value)
{
	static const struct {
		const char *field, *value, *words[2];
	} keywords[] = {
		{ "denominator", "received", { "到位资金", "received" } },
		{ "denominator", "budget", { "预算", "budget" } },
		{ "rate", "received", { "到位率", "received" } },
		{ "rate", "execution", { "预算执行率", "execution" } },
		{ "nature", "quantitative", { "定量", "quantitative" } },
		{ "nature", "qualitative", { "定性", "qualitative" } },
		{ "parts", "sum", { "各项合计", "sum" } },
		{ "parts", "mean", { "各项平均", "mean" } },
		{ "parts", "count", { "各项计数", "count" } },
		{ "not_applicable", "rescale", { "其余指标折算", "rescale" } },
		{ "not_applicable", "preparation", { "退回前期准备改为 0 分", "preparation" } },
	};

	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (strcmp(keywords[i].field, field) == 0 && strcmp(keywords[i].value, value) == 0)
			return in_language(context, keywords[i].words);
	return shortened(context->arena, value);
}

static char *message_words(struct context *context, const ProtobufCMessage *message);

static const char *value_words(struct context *context, const ProtobufCFieldDescriptor *field, const void *value)
{
	static const char *const yes[] = { "是", "yes" };

	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING: return keyword(context, field->name, *(char *const *)value);
	case PROTOBUF_C_TYPE_BOOL: return *(const protobuf_c_boolean *)value ? in_language(context, yes) : "";
	case PROTOBUF_C_TYPE_ENUM: return enum_words(context, field->descriptor, *(const int *)value);
	case PROTOBUF_C_TYPE_UINT32: return arena_printf(context->arena, "%" PRIu32, *(const uint32_t *)value);
	case PROTOBUF_C_TYPE_UINT64: return arena_printf(context->arena, "%" PRIu64, *(const uint64_t *)value);
	case PROTOBUF_C_TYPE_MESSAGE:
		return *(ProtobufCMessage *const *)value == NULL ? ""
								 : message_words(context, *(ProtobufCMessage *const *)value);
	default: return "";
	}
}

/* "" where nothing was said. Items of a list are counted where they are longer than a word. */
static const char *field_words(struct context *context, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	const char *at = (const char *)message + field->offset, *text = "";
	const bool numbered = field->type == PROTOBUF_C_TYPE_MESSAGE || strcmp(field->name, "points") == 0 ||
			      field->type == PROTOBUF_C_TYPE_BOOL;
	size_t size = pb_value_size(field->type);

	if (field->label != PROTOBUF_C_LABEL_REPEATED)
		return value_words(context, field, at);
	for (size_t i = 0; i < *pb_count(message, field); i++) {
		const char *one = value_words(context, field, *(char *const *)at + i * size);

		if (numbered && *one != '\0')
			one = arena_printf(context->arena, "%zu) %s", i + 1, one);
		if (*one != '\0')
			text = arena_printf(context->arena, "%s%s%s", text,
					    *text == '\0'		       ? ""
					    : context->language == LANGUAGE_ZH ? "、"
									       : ", ",
					    one);
	}
	return text;
}

static const char *label(const struct context *context, const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	const char *word = field_word(context->language, message->descriptor->short_name, field->name);

	return word != NULL ? word : field->name;
}

static char *append(struct context *context, char *text, const char *part)
{
	const char *between = *text == '\0' ? "" : context->language == LANGUAGE_ZH ? "；" : "; ";

	return arena_printf(context->arena, "%s%s%s", text, between, part);
}

/* "来源 其他资金，支付 2.00": what a message within another holds. */
static char *message_words(struct context *context, const ProtobufCMessage *message)
{
	char *text = arena_strdup(context->arena, "");

	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		const char *value = field->type == PROTOBUF_C_TYPE_BYTES ? "" : field_words(context, message, field);

		if (*value != '\0')
			text = arena_printf(context->arena, "%s%s%s %s", text,
					    *text == '\0'		       ? ""
					    : context->language == LANGUAGE_ZH ? "，"
									       : ", ",
					    label(context, message, field), value);
	}
	return text;
}

/* Of several rows, the one that is about ${id}. */
static const ProtobufCMessage *row_of(const ProtobufCMessage *request, const char *id)
{
	const Jixiao__EntryPutAllRequest *all = (const void *)request;

	if (request == NULL || request->descriptor != &jixiao__entry_put_all_request__descriptor)
		return request;
	for (size_t i = 0; i < all->n_entries; i++)
		if (strcmp(all->entries[i]->indicator, id) == 0)
			return &all->entries[i]->base;
	return NULL;
}

const ProtobufCMessage *request_about(struct arena *arena, const Jixiao__EventView *view, const char *id)
{
	const ProtobufCMethodDescriptor *method = view->head != NULL ? descriptor_method(view->head->method) : NULL;
	struct slice json = { (const uint8_t *)view->payload, strlen(view->payload) };
	struct status ignored = STATUS_INIT;
	ProtobufCMessage *request = NULL;

	if (method != NULL && json.size > 0)
		json_read(arena, method->input, json, &request, &ignored);
	status_clear(&ignored);
	return row_of(request, id);
}

bool is_entry_writer(const char *method)
{
	return strcmp(method, "Entry.Put") == 0 || strcmp(method, "Entry.PutAll") == 0;
}

/* One row of many says the same as a request of its own. */
static bool say_the_same(const char *one, const char *other)
{
	return strcmp(one, other) == 0 || (is_entry_writer(one) && is_entry_writer(other));
}

static const ProtobufCMessage *request_before(struct context *context, const Jixiao__EventListReply *list, const char *id,
					      size_t at)
{
	const char *method = list->events[at]->head->method;

	for (size_t i = at + 1; i < list->n_events; i++)
		if (list->events[i]->head != NULL && say_the_same(list->events[i]->head->method, method))
			return request_about(context->arena, list->events[i], id);
	return NULL;
}

/* Texts whose first characters are alike have changed behind them all the same. */
static bool differs(const ProtobufCFieldDescriptor *field, const ProtobufCMessage *now, const ProtobufCMessage *before)
{
	return field->type == PROTOBUF_C_TYPE_STRING && field->label != PROTOBUF_C_LABEL_REPEATED &&
	       strcmp(*(char *const *)((const char *)now + field->offset),
		      *(char *const *)((const char *)before + field->offset)) != 0;
}

static char *field_change(struct context *context, const ProtobufCFieldDescriptor *field, const ProtobufCMessage *now,
			  const ProtobufCMessage *before)
{
	static const char *const nothing[] = { "（空）", "(empty)" };
	const char *is = field_words(context, now, field), *was = before != NULL ? field_words(context, before, field) : "";
	const char *colon = message_plain(context->language, MSG_COLON), *name = label(context, now, field);

	if (before == NULL)
		return *is == '\0' ? NULL : arena_printf(context->arena, "%s%s%s", name, colon, is);
	if (strcmp(is, was) == 0 && !differs(field, now, before))
		return NULL;
	return arena_printf(context->arena, "%s%s%s → %s", name, colon, *was != '\0' ? was : in_language(context, nothing),
			    *is != '\0' ? is : in_language(context, nothing));
}

char *message_changes(struct context *context, const ProtobufCMessage *now, const ProtobufCMessage *before)
{
	char *text = arena_strdup(context->arena, "");

	for (unsigned i = 0; i < now->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &now->descriptor->fields[i];
		const char *change = is_content(field) ? field_change(context, field, now, before) : NULL;

		if (change != NULL)
			text = append(context, text, change);
	}
	return text;
}

char *change_in_words(struct context *context, const Jixiao__EventListReply *list, const char *id, size_t at)
{
	const ProtobufCMessage *now = request_about(context->arena, list->events[at], id);

	return now == NULL ? arena_strdup(context->arena, "")
			   : message_changes(context, now, request_before(context, list, id, at));
}

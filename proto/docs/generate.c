/* Reads a FileDescriptorSet with source info and writes the tables of common/rpc/method_docs.h as C. Runs at build time.
 * Fails if an rpc has no comment: `jixiao methods` has nothing else to show. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "google/protobuf/descriptor.pb-c.h"

typedef Google__Protobuf__FileDescriptorSet file_set;
typedef Google__Protobuf__FileDescriptorProto file_proto;

/* Field numbers of descriptor.proto, as paths of source info name them. */
enum { FILE_MESSAGE = 4, FILE_ENUM = 5, FILE_SERVICE = 6, MESSAGE_FIELD = 2, ENUM_VALUE = 2, SERVICE_METHOD = 2 };

static const char *comment(const file_proto *file, const int32_t *path, size_t n_path)
{
	for (size_t i = 0; i < file->source_code_info->n_location; i++) {
		const Google__Protobuf__SourceCodeInfo__Location *location = file->source_code_info->location[i];

		if (location->n_path == n_path && memcmp(location->path, path, n_path * sizeof(*path)) == 0)
			return location->leading_comments != NULL ? location->leading_comments : "";
	}
	return "";
}

/* As a C string: lines joined by a space, outer blanks dropped. */
static void print_text(const char *text)
{
	bool blank = false, begun = false;

	putchar('"');
	for (; *text != '\0'; text++) {
		if (*text == ' ' || *text == '\n') {
			blank = begun;
			continue;
		}
		if (blank)
			putchar(' ');
		blank = false;
		begun = true;
		if (*text == '"' || *text == '\\')
			putchar('\\');
		putchar(*text);
	}
	putchar('"');
}

static void print_member(const char *name, const char *text)
{
	printf("\t{ \"%s\", ", name);
	print_text(text);
	printf(" },\n");
}

/* "EntryService" -> "Entry". */
static int short_length(const char *service)
{
	return (int)(strlen(service) - strlen("Service"));
}

static void print_members(const file_set *set)
{
	for (int32_t f = 0; f < (int32_t)set->n_file; f++) {
		const file_proto *file = set->file[f];

		for (int32_t m = 0; m < (int32_t)file->n_message_type; m++) {
			printf("static const struct doc members_of_%s[] = {\n", file->message_type[m]->name);
			for (int32_t i = 0; i < (int32_t)file->message_type[m]->n_field; i++)
				print_member(file->message_type[m]->field[i]->name,
					     comment(file, (const int32_t[]){ FILE_MESSAGE, m, MESSAGE_FIELD, i }, 4));
			printf("\t{ 0, 0 },\n};\n");
		}
		for (int32_t e = 0; e < (int32_t)file->n_enum_type; e++) {
			printf("static const struct doc members_of_%s[] = {\n", file->enum_type[e]->name);
			for (int32_t i = 0; i < (int32_t)file->enum_type[e]->n_value; i++)
				print_member(file->enum_type[e]->value[i]->name,
					     comment(file, (const int32_t[]){ FILE_ENUM, e, ENUM_VALUE, i }, 4));
			printf("\t{ 0, 0 },\n};\n");
		}
	}
}

static void print_type(const char *name, const char *text)
{
	printf("\t{ \"%s\", ", name);
	print_text(text);
	printf(", members_of_%s },\n", name);
}

static void print_types(const file_set *set)
{
	printf("const struct type_doc type_docs[] = {\n");
	for (size_t f = 0; f < set->n_file; f++) {
		const file_proto *file = set->file[f];

		for (int32_t m = 0; m < (int32_t)file->n_message_type; m++)
			print_type(file->message_type[m]->name, comment(file, (const int32_t[]){ FILE_MESSAGE, m }, 2));
		for (int32_t e = 0; e < (int32_t)file->n_enum_type; e++)
			print_type(file->enum_type[e]->name, comment(file, (const int32_t[]){ FILE_ENUM, e }, 2));
	}
	printf("\t{ 0, 0, 0 },\n};\n");
}

static bool print_method(const file_proto *file, int32_t s, int32_t m)
{
	const Google__Protobuf__ServiceDescriptorProto *service = file->service[s];
	const char *text = comment(file, (const int32_t[]){ FILE_SERVICE, s, SERVICE_METHOD, m }, 4);

	printf("\t{ \"%.*s.%s\", ", short_length(service->name), service->name, service->method[m]->name);
	print_text(text);
	printf(", %d },\n", service->method[m]->has_server_streaming && service->method[m]->server_streaming);
	if (*text != '\0')
		return true;
	fprintf(stderr, "%s: rpc %s.%s has no comment\n", file->name, service->name, service->method[m]->name);
	return false;
}

static bool print_services(const file_set *set)
{
	bool complete = true;

	printf("const struct doc service_docs[] = {\n");
	for (size_t f = 0; f < set->n_file; f++)
		for (int32_t s = 0; s < (int32_t)set->file[f]->n_service; s++) {
			const char *name = set->file[f]->service[s]->name;

			printf("\t{ \"%.*s\", ", short_length(name), name);
			print_text(comment(set->file[f], (const int32_t[]){ FILE_SERVICE, s }, 2));
			printf(" },\n");
		}
	printf("\t{ 0, 0 },\n};\n");
	printf("const struct method_doc method_docs[] = {\n");
	for (size_t f = 0; f < set->n_file; f++)
		for (int32_t s = 0; s < (int32_t)set->file[f]->n_service; s++)
			for (int32_t m = 0; m < (int32_t)set->file[f]->service[s]->n_method; m++)
				complete &= print_method(set->file[f], s, m);
	printf("\t{ 0, 0, 0 },\n};\n");
	return complete;
}

static uint8_t *read_all(FILE *file, size_t *size)
{
	size_t capacity = 1 << 16;
	uint8_t *bytes = malloc(capacity);

	for (*size = 0; bytes != NULL; bytes = realloc(bytes, capacity *= 2)) {
		*size += fread(bytes + *size, 1, capacity - *size, file);
		if (*size < capacity)
			return bytes;
	}
	abort();
}

/* Usage: generate < descriptor_set > method_docs.c */
int main(void)
{
	size_t size;
	uint8_t *bytes = read_all(stdin, &size);
	file_set *set = google__protobuf__file_descriptor_set__unpack(NULL, size, bytes);
	bool complete = false;

	free(bytes);
	if (set == NULL) {
		fprintf(stderr, "no descriptor set on standard input\n");
		return 1;
	}
	printf("/* Generated from the comments of proto/. */\n#include \"common/rpc/method_docs.h\"\n");
	print_members(set);
	print_types(set);
	complete = print_services(set);
	google__protobuf__file_descriptor_set__free_unpacked(set, NULL);
	return complete ? 0 : 1;
}

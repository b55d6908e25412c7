#include "client/export_file.h"

#include <string.h>

#include "client/archive_bag.h"
#include "client/text_file.h"
#include "common/rpc/descriptor_json.h"
#include "common/rpc/pb.h"

static bool ends_with(const char *path, const char *end)
{
	size_t length = strlen(path), end_length = strlen(end);

	return length > end_length && strcmp(path + length - end_length, end) == 0;
}

bool export_is_file(const char *path)
{
	return ends_with(path, ".json") || ends_with(path, ".zip") || ends_with(path, "/");
}

static enum status_code unreadable(const char *path, struct status *status)
{
	return STATUS_FAIL(status, STATUS_INVALID_ARGUMENT, MSG_EXPORT_UNREADABLE, path);
}

static enum status_code read_json(struct arena *arena, const char *path, Jixiao__EvaluationExport **export,
				  struct status *status)
{
	struct slice text;
	enum status_code code = file_read(arena, path, &text, status);

	if (code != STATUS_OK)
		return code;
	code = json_read(arena, &jixiao__evaluation_export__descriptor, text, (ProtobufCMessage **)export, status);
	return code == STATUS_OK ? code : unreadable(path, status);
}

/* The file of a part, into the export's field of that name. */
static enum status_code read_part(struct arena *arena, const struct bag *bag, const ProtobufCFieldDescriptor *field,
				  Jixiao__EvaluationExport *export, struct status *status)
{
	const char *path = arena_printf(arena, "data/%s.json", field->name);
	const struct bag_file *file = bag_find(bag, path);
	ProtobufCMessage **part = (ProtobufCMessage **)((char *)export + field->offset);

	if (file == NULL || file->bytes.data == NULL)
		return unreadable(path, status);
	return json_read(arena, field->descriptor, file->bytes, part, status) == STATUS_OK ? STATUS_OK
											   : unreadable(path, status);
}

static enum status_code read_archive(struct arena *arena, const char *path, Jixiao__EvaluationExport **export,
				     struct status *status)
{
	const ProtobufCMessageDescriptor *type = &jixiao__evaluation_export__descriptor;
	struct bag bag;
	enum status_code code = bag_read(arena, path, &bag, status);

	*export = (Jixiao__EvaluationExport *)pb_new(arena, type);
	for (unsigned i = 0; i < type->n_fields && code == STATUS_OK; i++)
		code = read_part(arena, &bag, &type->fields[i], *export, status);
	return code;
}

enum status_code export_read(struct arena *arena, const char *path, Jixiao__EvaluationExport **export, struct status *status)
{
	return ends_with(path, ".json") ? read_json(arena, path, export, status) : read_archive(arena, path, export, status);
}

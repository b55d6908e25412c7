#include "common/rpc/method_docs.h"

#include <string.h>

const struct method_doc *method_doc_find(const char *name)
{
	for (const struct method_doc *doc = method_docs; doc->name != NULL; doc++)
		if (strcmp(doc->name, name) == 0)
			return doc;
	return NULL;
}

static const struct type_doc *type_doc_find(const char *type)
{
	for (const struct type_doc *doc = type_docs; doc->name != NULL; doc++)
		if (strcmp(doc->name, type) == 0)
			return doc;
	return NULL;
}

const char *type_doc_text(const char *type)
{
	const struct type_doc *doc = type_doc_find(type);

	return doc != NULL ? doc->text : "";
}

const char *member_doc_text(const char *type, const char *member)
{
	const struct type_doc *doc = type_doc_find(type);

	if (doc == NULL)
		return "";
	for (const struct doc *field = doc->members; field->name != NULL; field++)
		if (strcmp(field->name, member) == 0)
			return field->text;
	return "";
}

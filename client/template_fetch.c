#include "client/template_fetch.h"

#include "client/call.h"
#include "common/record/template_record.h"

enum status_code template_fetch(struct context *context, const char *text, Jixiao__Template **template)
{
	Jixiao__TemplateGetRequest request = JIXIAO__TEMPLATE_GET_REQUEST__INIT;

	if (!template_reference_parse(context->arena, text, &request.name, &request.version))
		return STATUS_FAIL(&context->status, STATUS_INVALID_ARGUMENT, MSG_TEMPLATE_REFERENCE, text);
	return context_call(context, "Template.Get", &request.base, &jixiao__template__descriptor, template);
}

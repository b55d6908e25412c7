#include "common/rpc/descriptor_methods.h"

#include <stdio.h>
#include <string.h>

#include "jixiao/approval.pb-c.h"
#include "jixiao/archive.pb-c.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/event.pb-c.h"
#include "jixiao/rectification.pb-c.h"
#include "jixiao/report.pb-c.h"
#include "jixiao/scheme.pb-c.h"
#include "jixiao/score.pb-c.h"
#include "jixiao/survey.pb-c.h"
#include "jixiao/template.pb-c.h"
#include "jixiao/user.pb-c.h"

static const ProtobufCServiceDescriptor *const services[] = {
	&jixiao__user_service__descriptor,	     &jixiao__evaluation_service__descriptor,
	&jixiao__scheme_service__descriptor,	     &jixiao__indicator_service__descriptor,
	&jixiao__entry_service__descriptor,	     &jixiao__funds_service__descriptor,
	&jixiao__evidence_service__descriptor,	     &jixiao__score_service__descriptor,
	&jixiao__report_service__descriptor,	     &jixiao__finding_service__descriptor,
	&jixiao__recommendation_service__descriptor, &jixiao__rectification_service__descriptor,
	&jixiao__archive_service__descriptor,	     &jixiao__approval_service__descriptor,
	&jixiao__event_service__descriptor,	     &jixiao__audit_service__descriptor,
	&jixiao__template_service__descriptor,	     &jixiao__survey_service__descriptor,
};

/* Length of the service's name without "Service". */
static int service_name_length(const ProtobufCServiceDescriptor *service)
{
	return (int)(strlen(service->short_name) - strlen("Service"));
}

const ProtobufCMethodDescriptor *descriptor_method(const char *name)
{
	const char *dot = strchr(name, '.');

	if (dot == NULL)
		return NULL;
	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++) {
		int length = service_name_length(services[i]);

		if (dot - name == length && strncmp(services[i]->short_name, name, (size_t)length) == 0)
			return protobuf_c_service_descriptor_get_method_by_name(services[i], dot + 1);
	}
	return NULL;
}

void descriptor_methods(descriptor_visit *visit, void *context)
{
	for (size_t i = 0; i < sizeof(services) / sizeof(*services); i++) {
		const ProtobufCServiceDescriptor *service = services[i];

		for (unsigned j = 0; j < service->n_methods; j++) {
			char name[64];

			snprintf(name, sizeof(name), "%.*s.%s", service_name_length(service), service->short_name,
				 service->methods[j].name);
			visit(context, name, &service->methods[j]);
		}
	}
}

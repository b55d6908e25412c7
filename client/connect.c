/* How a profile becomes a connection. */
#include "client/profile.h"

const char *context_task(const struct context *context)
{
	return context->command != NULL ? context->command->help[context->language] : NULL;
}

enum status_code context_connect(struct context *context)
{
	struct connection_settings settings = { .tls = { .role = TLS_CLIENT }, .task = context_task(context) };
	struct profile *profile;
	enum status_code code = profile_current(context, &profile);

	if (code != STATUS_OK)
		return code;
	settings.url = profile_url(context->arena, profile->host, profile->port);
	settings.tls.certificate = profile->login;
	settings.tls.key = profile->login_key;
	settings.tls.ca = profile->ca;
	settings.tls.server_name = profile->host;
	context->folder = profile_folder(context, profile->name);
	return connection_open(&settings, &context->connection, &context->status);
}

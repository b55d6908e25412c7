#include "client/indicator_words.h"

#include "client/target_text.h"
#include "common/domain/rule_text.h"

const char *indicator_target(struct context *context, const Jixiao__Indicator *indicator)
{
	return indicator->target != NULL ? target_text_show(context->arena, indicator->target) : "";
}

const char *indicator_rule(struct context *context, const Jixiao__Indicator *indicator)
{
	return indicator->rule != NULL ? rule_label(context->language, (enum rule_kind)indicator->rule->kind) : "";
}

const char *indicator_indented(struct context *context, const Jixiao__Indicator *indicator)
{
	int width = indicator->level > 1 ? 2 * (int)(indicator->level - 1) : 0;

	return arena_printf(context->arena, "%*s%s", width, "", indicator->name);
}

#include <stdlib.h>
#include <string.h>

#include "client/scheme_file.h"
#include "client/scheme_writer.h"
#include "client/target_text.h"
#include "common/domain/permission.h"
#include "common/domain/scoring.h"

/* libyaml frees an event that it was given, also when it fails; with memory writes alone it fails only without memory. */
static void emit(struct writer *writer, int made, yaml_event_t *event)
{
	if (!made || !yaml_emitter_emit(&writer->emitter, event))
		abort();
}

static int take_output(void *context, unsigned char *data, size_t size)
{
	struct writer *writer = context;

	if (writer->size + size > writer->capacity) {
		writer->capacity = 2 * (writer->size + size);
		writer->data = arena_grow(writer->arena, writer->data, writer->size, writer->capacity);
	}
	memcpy(writer->data + writer->size, data, size);
	writer->size += size;
	return 1;
}

void write_text(struct writer *writer, const char *text)
{
	yaml_scalar_style_t style = strchr(text, '\n') != NULL ? YAML_LITERAL_SCALAR_STYLE : YAML_ANY_SCALAR_STYLE;
	yaml_event_t event;

	emit(writer,
	     yaml_scalar_event_initialize(&event, NULL, NULL, (const yaml_char_t *)text, (int)strlen(text), 1, 1, style),
	     &event);
}

void begin_mapping(struct writer *writer, yaml_mapping_style_t style)
{
	yaml_event_t event;

	emit(writer, yaml_mapping_start_event_initialize(&event, NULL, NULL, 1, style), &event);
}

void end_mapping(struct writer *writer)
{
	yaml_event_t event;

	emit(writer, yaml_mapping_end_event_initialize(&event), &event);
}

void begin_list(struct writer *writer, yaml_sequence_style_t style)
{
	yaml_event_t event;

	emit(writer, yaml_sequence_start_event_initialize(&event, NULL, NULL, 1, style), &event);
}

void end_list(struct writer *writer)
{
	yaml_event_t event;

	emit(writer, yaml_sequence_end_event_initialize(&event), &event);
}

void pair(struct writer *writer, const char *key, const char *text)
{
	if (text[0] == '\0')
		return;
	write_text(writer, key);
	write_text(writer, text);
}

void texts(struct writer *writer, const char *key, char **items, size_t n_items)
{
	if (n_items == 0)
		return;
	write_text(writer, key);
	begin_list(writer, YAML_FLOW_SEQUENCE_STYLE);
	for (size_t i = 0; i < n_items; i++)
		write_text(writer, items[i]);
	end_list(writer);
}

static void write_adjustments(struct writer *writer, const Jixiao__BudgetSource *source)
{
	pair(writer, "initial", source->initial);
	if (source->n_adjustments == 0)
		return;
	write_text(writer, "adjustments");
	begin_list(writer, YAML_BLOCK_SEQUENCE_STYLE);
	for (size_t i = 0; i < source->n_adjustments; i++) {
		begin_mapping(writer, YAML_BLOCK_MAPPING_STYLE);
		pair(writer, "amount", source->adjustments[i]->amount);
		pair(writer, "reason", source->adjustments[i]->reason);
		pair(writer, "date", source->adjustments[i]->date);
		end_mapping(writer);
	}
	end_list(writer);
}

static void write_scheme_facts(struct writer *writer, const Jixiao__Scheme *scheme)
{
	pair(writer, "template", scheme->template_);
	pair(writer, "project", scheme->project);
	pair(writer, "implementer_unit", scheme->implementer_unit);
	pair(writer, "fund_kind", scheme->fund_kind);
	pair(writer, "start", scheme->start);
	pair(writer, "end", scheme->end);
	pair(writer, "cut_off", scheme->cut_off);
	write_text(writer, "budget");
	begin_list(writer, YAML_BLOCK_SEQUENCE_STYLE);
	for (size_t i = 0; i < scheme->n_budget; i++) {
		begin_mapping(writer, YAML_BLOCK_MAPPING_STYLE);
		pair(writer, "source", scheme->budget[i]->source);
		pair(writer, "amount", scheme->budget[i]->amount);
		write_adjustments(writer, scheme->budget[i]);
		end_mapping(writer);
	}
	end_list(writer);
	write_text(writer, "facts");
	begin_list(writer, YAML_BLOCK_SEQUENCE_STYLE);
	for (size_t i = 0; i < scheme->n_facts; i++) {
		begin_mapping(writer, YAML_BLOCK_MAPPING_STYLE);
		pair(writer, "name", scheme->facts[i]->name);
		pair(writer, "value", scheme->facts[i]->value);
		end_mapping(writer);
	}
	end_list(writer);
}

static void write_caps(struct writer *writer, const Jixiao__Scoring *scoring)
{
	if (scoring->n_caps == 0)
		return;
	write_text(writer, "caps");
	begin_list(writer, YAML_BLOCK_SEQUENCE_STYLE);
	for (size_t i = 0; i < scoring->n_caps; i++) {
		begin_mapping(writer, YAML_FLOW_MAPPING_STYLE);
		pair(writer, "below", scoring->caps[i]->below);
		pair(writer, "cap", scoring->caps[i]->cap);
		end_mapping(writer);
	}
	end_list(writer);
}

static void write_scoring(struct writer *writer, const Jixiao__Scoring *scoring)
{
	if (scoring == NULL)
		return;
	write_text(writer, "scoring");
	begin_mapping(writer, YAML_BLOCK_MAPPING_STYLE);
	pair(writer, "floor", scoring->floor);
	pair(writer, "denominator", scoring->denominator);
	pair(writer, "deviation_limit", scoring->deviation_limit);
	pair(writer, "deviation_deduction", scoring->deviation_deduction);
	pair(writer, "not_applicable", scoring->not_applicable);
	pair(writer, "response_rate", scoring->response_rate);
	if (scoring->minimum_sample > 0)
		pair(writer, "minimum_sample", arena_printf(writer->arena, "%u", scoring->minimum_sample));
	write_caps(writer, scoring);
	end_mapping(writer);
}

void write_options(struct writer *writer, const Jixiao__Scheme *scheme)
{
	pair(writer, "standard", scheme->standard);
	texts(writer, "grades", scheme->grades, scheme->n_grades);
	write_scoring(writer, scheme->scoring);
}

static void write_schedule(struct writer *writer, const Jixiao__Scheme *scheme)
{
	write_text(writer, "schedule");
	begin_list(writer, YAML_BLOCK_SEQUENCE_STYLE);
	for (size_t i = 0; i < scheme->n_schedule; i++) {
		begin_mapping(writer, YAML_BLOCK_MAPPING_STYLE);
		pair(writer, "stage", stage_name(LANGUAGE_ZH, (enum stage)scheme->schedule[i]->stage));
		pair(writer, "start", scheme->schedule[i]->start);
		pair(writer, "end", scheme->schedule[i]->end);
		end_mapping(writer);
	}
	end_list(writer);
}

static void write_team(struct writer *writer, const Jixiao__SchemeGetReply *scheme)
{
	write_text(writer, "team");
	begin_list(writer, YAML_BLOCK_SEQUENCE_STYLE);
	for (size_t i = 0; i < scheme->n_team; i++) {
		begin_mapping(writer, YAML_BLOCK_MAPPING_STYLE);
		pair(writer, "person", scheme->team[i]->person);
		pair(writer, "role", scheme->team[i]->role);
		pair(writer, "duty", scheme->team[i]->duty);
		end_mapping(writer);
	}
	end_list(writer);
}

static void write_points(struct writer *writer, const Jixiao__Indicator *indicator)
{
	if (indicator->n_points == 0)
		return;
	write_text(writer, "points");
	begin_list(writer, YAML_BLOCK_SEQUENCE_STYLE);
	for (size_t i = 0; i < indicator->n_points; i++) {
		begin_mapping(writer, YAML_BLOCK_MAPPING_STYLE);
		pair(writer, "text", indicator->points[i]->text);
		pair(writer, "weight", indicator->points[i]->weight);
		pair(writer, "required", indicator->points[i]->required ? "true" : "");
		pair(writer, "evidence", indicator->points[i]->evidence);
		end_mapping(writer);
	}
	end_list(writer);
}

static void write_bands(struct writer *writer, const Jixiao__Rule *rule)
{
	if (rule->n_bands == 0)
		return;
	write_text(writer, "bands");
	begin_list(writer, YAML_FLOW_SEQUENCE_STYLE);
	for (size_t i = 0; i < rule->n_bands; i++) {
		begin_mapping(writer, YAML_FLOW_MAPPING_STYLE);
		pair(writer, "from", rule->bands[i]->from);
		pair(writer, "points", rule->bands[i]->points);
		pair(writer, "share", rule->bands[i]->share);
		end_mapping(writer);
	}
	end_list(writer);
}

static void write_answers(struct writer *writer, const Jixiao__Rule *rule)
{
	if (rule->n_options > 0) {
		write_text(writer, "options");
		begin_list(writer, YAML_FLOW_SEQUENCE_STYLE);
		for (size_t i = 0; i < rule->n_options; i++) {
			begin_mapping(writer, YAML_FLOW_MAPPING_STYLE);
			pair(writer, "name", rule->options[i]->name);
			pair(writer, "value", rule->options[i]->value);
			end_mapping(writer);
		}
		end_list(writer);
	}
	if (rule->n_groups == 0)
		return;
	write_text(writer, "groups");
	begin_list(writer, YAML_FLOW_SEQUENCE_STYLE);
	for (size_t i = 0; i < rule->n_groups; i++) {
		begin_mapping(writer, YAML_FLOW_MAPPING_STYLE);
		pair(writer, "name", rule->groups[i]->name);
		pair(writer, "weight", rule->groups[i]->weight);
		end_mapping(writer);
	}
	end_list(writer);
}

static bool rule_has_parameters(const Jixiao__Rule *rule)
{
	return (rule->floor[0] | rule->rate[0] | rule->denominator[0] | rule->step[0] | rule->deduction[0] | rule->per_day[0] |
		rule->deviation_limit[0] | rule->deviation_deduction[0]) != 0 ||
	       (rule->satisfied_from[0] | rule->parts[0]) != 0 ||
	       rule->n_bounds + rule->n_bands + rule->n_options + rule->n_groups > 0;
}

static void write_rule(struct writer *writer, const Jixiao__Rule *rule)
{
	if (rule == NULL || rule->kind <= 0 || (int)rule->kind >= RULE_KINDS)
		return;
	if (!rule_has_parameters(rule)) {
		pair(writer, "rule", rule_rows[rule->kind].name);
		return;
	}
	write_text(writer, "rule");
	begin_mapping(writer, YAML_FLOW_MAPPING_STYLE);
	pair(writer, "name", rule_rows[rule->kind].name);
	pair(writer, "floor", rule->floor);
	pair(writer, "rate", rule->rate);
	pair(writer, "denominator", rule->denominator);
	pair(writer, "step", rule->step);
	pair(writer, "deduction", rule->deduction);
	pair(writer, "per_day", rule->per_day);
	pair(writer, "deviation_limit", rule->deviation_limit);
	pair(writer, "deviation_deduction", rule->deviation_deduction);
	texts(writer, "bounds", rule->bounds, rule->n_bounds);
	write_bands(writer, rule);
	write_answers(writer, rule);
	pair(writer, "satisfied_from", rule->satisfied_from);
	pair(writer, "parts", rule->parts);
	end_mapping(writer);
}

static void write_target(struct writer *writer, const Jixiao__Target *target, const Jixiao__Rule *rule)
{
	enum rule_kind kind =
		rule != NULL && rule->kind > 0 && (int)rule->kind < RULE_KINDS ? (enum rule_kind)rule->kind : RULE_NONE;
	const char *text = target == NULL ? "" : target_text_format(writer->arena, target, kind);

	if (text != NULL) {
		pair(writer, "target", text);
		return;
	}
	write_text(writer, "target");
	begin_mapping(writer, YAML_FLOW_MAPPING_STYLE);
	pair(writer, "op", target->op);
	write_text(writer, "value");
	write_text(writer, target->value);
	pair(writer, "unit", target->unit);
	end_mapping(writer);
}

static void write_tree(struct writer *writer, const char *key, const Jixiao__SchemeGetReply *scheme, size_t begin,
		       const char *parent, unsigned level);

static void write_indicator(struct writer *writer, const Jixiao__SchemeGetReply *scheme, size_t index)
{
	const Jixiao__Indicator *indicator = scheme->indicators[index];

	begin_mapping(writer, YAML_BLOCK_MAPPING_STYLE);
	pair(writer, "code", indicator->code);
	pair(writer, "name", indicator->name);
	pair(writer, "weight", indicator->weight);
	pair(writer, "nature", indicator->nature);
	pair(writer, "category", indicator->category);
	pair(writer, "explanation", indicator->explanation);
	pair(writer, "standard", indicator->standard);
	pair(writer, "method", indicator->method);
	write_points(writer, indicator);
	write_rule(writer, indicator->rule);
	write_target(writer, indicator->target, indicator->rule);
	pair(writer, "responsible", indicator->responsible);
	texts(writer, "evidence", indicator->evidence, indicator->n_evidence);
	if (indicator->level < 3)
		write_tree(writer, "children", scheme, index + 1, indicator->code, indicator->level + 1);
	end_mapping(writer);
}

/* The nodes of ${level} below ${parent}; the list comes parents first, each node before its children. */
static void write_tree(struct writer *writer, const char *key, const Jixiao__SchemeGetReply *scheme, size_t begin,
		       const char *parent, unsigned level)
{
	bool any = false;

	for (size_t i = begin; i < scheme->n_indicators; i++) {
		if (scheme->indicators[i]->level != level || strcmp(scheme->indicators[i]->parent, parent) != 0)
			continue;
		if (!any) {
			write_text(writer, key);
			begin_list(writer, YAML_BLOCK_SEQUENCE_STYLE);
			any = true;
		}
		write_indicator(writer, scheme, i);
	}
	if (any)
		end_list(writer);
}

void write_indicators(struct writer *writer, Jixiao__Indicator *const *indicators, size_t n)
{
	Jixiao__SchemeGetReply tree = JIXIAO__SCHEME_GET_REPLY__INIT;

	tree.indicators = (Jixiao__Indicator **)(uintptr_t)indicators;
	tree.n_indicators = n;
	write_tree(writer, "indicators", &tree, 0, "", 1);
}

struct slice write_document(struct arena *arena, void (*body)(struct writer *writer, const void *content), const void *content)
{
	struct writer writer = { .arena = arena };
	yaml_event_t event;

	if (!yaml_emitter_initialize(&writer.emitter))
		abort();
	yaml_emitter_set_output(&writer.emitter, take_output, &writer);
	yaml_emitter_set_unicode(&writer.emitter, 1);
	yaml_emitter_set_width(&writer.emitter, -1);
	emit(&writer, yaml_stream_start_event_initialize(&event, YAML_UTF8_ENCODING), &event);
	emit(&writer, yaml_document_start_event_initialize(&event, NULL, NULL, NULL, 1), &event);
	begin_mapping(&writer, YAML_BLOCK_MAPPING_STYLE);
	body(&writer, content);
	end_mapping(&writer);
	emit(&writer, yaml_document_end_event_initialize(&event, 1), &event);
	emit(&writer, yaml_stream_end_event_initialize(&event), &event);
	yaml_emitter_delete(&writer.emitter);
	return (struct slice){ writer.data, writer.size };
}

static void write_scheme(struct writer *writer, const void *content)
{
	const Jixiao__SchemeGetReply *scheme = content;

	write_scheme_facts(writer, scheme->scheme);
	write_options(writer, scheme->scheme);
	write_schedule(writer, scheme->scheme);
	write_team(writer, scheme);
	write_indicators(writer, scheme->indicators, scheme->n_indicators);
}

struct slice scheme_file_write(struct arena *arena, const Jixiao__SchemeGetReply *scheme)
{
	return write_document(arena, write_scheme, scheme);
}

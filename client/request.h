/* request: from a command line to the fields of a request, and what several commands ask of the server. */
#ifndef JIXIAO_CLIENT_REQUEST_H
#define JIXIAO_CLIENT_REQUEST_H

#include "client/call.h"
#include "jixiao/entry.pb-c.h"
#include "jixiao/evaluation.pb-c.h"
#include "jixiao/scheme.pb-c.h"

/* Positional argument ${i}; "" if it was not given. protobuf-c's strings are not const; nothing writes to them. */
char *positional(const struct arguments *arguments, size_t i);
/* Those from ${first} on. */
char **positional_rest(const struct arguments *arguments, size_t first, size_t *n);

/* The option's value, or ${otherwise}. */
char *option_or(const struct arguments *arguments, const char *option, char *otherwise);
/* Replaces *${list} by the values of a repeated option if it was given at all. */
void option_list(struct context *context, const struct arguments *arguments, const char *option, char ***list, size_t *n);
/* Replaces *${number} by the option's value if it was given. */
enum status_code option_number(struct context *context, const struct arguments *arguments, const char *option,
			       uint64_t *number);

/* *${undo}: was --undo given? It takes back what was handed in, so nothing else may be said with it. */
enum status_code option_undo(struct context *context, const struct arguments *arguments, bool *undo);

/* "NAME=VALUE" at its first "="; fails naming ${option}. */
enum status_code split_pair(struct context *context, const char *option, const char *text, char **name, char **value);

/* Calls a Get; STATUS_NOT_FOUND becomes STATUS_OK with *${reply} NULL, for records that are about to be written. */
enum status_code call_if_there(struct context *context, const char *method, const ProtobufCMessage *request,
			       const ProtobufCMessageDescriptor *output, void *reply);

/* Who the caller is (login name), and whether they lead ${evaluation}. */
enum status_code whoami_in(struct context *context, const char *evaluation, char **person, bool *leader);

enum status_code get_indicator(struct context *context, const char *evaluation, const char *code,
			       Jixiao__Indicator **indicator);
enum status_code list_indicators(struct context *context, const char *evaluation, Jixiao__IndicatorListReply **reply);

/* All files of an evaluation, page after page. */
enum status_code list_evidence(struct context *context, const char *evaluation, Jixiao__EvidenceListReply *whole);

char *number_text(struct context *context, uint64_t number);

/* "A11、B21": for sentences. */
char *join(struct context *context, char *const *words, size_t n);

/* A two-column table of one thing; rows without a text are left out. Print it with table_print. */
struct table;
struct table *detail_new(struct context *context);
void detail_row(struct context *context, struct table *table, const char *zh, const char *en, const char *text);

#endif

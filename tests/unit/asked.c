#include "asked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "client/command_table.h"
#include "seed.h"

struct arena arena = ARENA_INIT;
struct dossier *dossier;
struct todo *todos;
size_t n;
static struct approval approvals[4];

int setup(void **state)
{
	(void)state;
	dossier = seed_dossier(&arena);
	dossier->approvals = approvals;
	for (size_t i = 0; i < dossier->n_findings; i++) {
		struct finding *finding = &dossier->findings[i];

		finding->implementer = finding->deadline = finding->verified_by = finding->verification = "";
		finding->carry_reason = finding->carry_until = finding->carry_by = "";
	}
	return 0;
}

int teardown(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

/* The command exists, and so does each option in it. */
static void expect_understood(const char *line)
{
	char *words = arena_strdup(&arena, line), *rest = NULL;
	const char *noun = strtok_r(words, " ", &rest), *verb = strtok_r(NULL, " ", &rest), *word;
	const struct command_group *group = command_group_find(noun);
	const struct command *command = group != NULL ? command_find(group, verb) : NULL;

	if (command == NULL)
		fail_msg("no command: %s", line);
	while ((word = strtok_r(NULL, " ", &rest)) != NULL) {
		const struct option_row *option = command->options;

		if (strncmp(word, "--", 2) != 0)
			continue;
		while (option != NULL && option->name != NULL && strcmp(option->name, word + 2) != 0)
			option++;
		if (option == NULL || option->name == NULL)
			fail_msg("no option %s: %s", word, line);
	}
}

void ask(enum stage stage, const char *person)
{
	const struct team_member *member = dossier_member(dossier, person);

	dossier->stage = stage;
	n = todo_list(&arena, dossier, person, member != NULL ? member->roles : WHO_ADMIN, &todos);
	for (size_t i = 0; i < n; i++)
		expect_understood(todos[i].command);
}

bool has(enum message_id message, const char *command)
{
	for (size_t i = 0; i < n; i++)
		if (todos[i].message == message && strcmp(todos[i].command, command) == 0)
			return true;
	return false;
}

static void print_all(void)
{
	for (size_t i = 0; i < n; i++)
		fprintf(stderr, "  %s: %s\n", message_name(todos[i].message), todos[i].command);
}

/* This is there; with ${alone}, nothing else is. */
void expect(enum message_id message, const char *command, bool alone)
{
	if (has(message, command) && (!alone || n == 1))
		return;
	print_all();
	fail_msg("wanted%s %s: %s; got the %zu above", alone ? " only" : "", message_name(message), command, n);
}

void expect_nothing(void)
{
	print_all();
	assert_int_equal(n, 0);
}

void sign(enum approval_kind kind, const char *signer)
{
	approvals[dossier->n_approvals++] = (struct approval){ "", "", signer, kind, true, 0 };
}

void add_leader(const char *person)
{
	struct team_member *team =
		arena_grow(&arena, dossier->team, dossier->n_team * sizeof(*team), (dossier->n_team + 1) * sizeof(*team));

	team[dossier->n_team++] = (struct team_member){ person, person, "", WHO_LEADER };
	dossier->team = team;
}

struct entry *entry(const char *code)
{
	return (struct entry *)dossier_entry(dossier, code);
}
struct score *score(const char *code)
{
	return (struct score *)dossier_score(dossier, code);
}
struct indicator *indicator(const char *code)
{
	return (struct indicator *)dossier_indicator(dossier, code);
}

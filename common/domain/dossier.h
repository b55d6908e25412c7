/* dossier: all that one evaluation holds, as plain data: what gates, the consistency check, todos and the report are computed
 * from. Built by server/service/dossier_load (from records); in tests by hand. Strings are never NULL, "" where there is none.
 */
#ifndef JIXIAO_DOMAIN_DOSSIER_H
#define JIXIAO_DOMAIN_DOSSIER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/domain/permission.h"
#include "common/domain/questionnaire.h"
#include "common/domain/scoring_total.h"
#include "common/domain/survey.h"

struct team_member {
	const char *person, *name, *duty;
	unsigned roles;	  /* WHO_LEADER | … */
	unsigned revoked; /* the roles of who was revoked, and so holds none: the report still names them */
};

struct fact {
	const char *name, *value;
};

struct planned_stage {
	enum stage stage;
	const char *start, *end; /* "2025-03-10" */
};

struct budget_adjustment {
	struct money amount; /* less than 0 for a reduction */
	const char *reason, *date;
};

struct budget_source {
	const char *source;
	struct money amount;  /* 全年预算, after the adjustments */
	bool has_initial;     /* it was adjusted since */
	struct money initial; /* 年初预算 */
	struct budget_adjustment *adjustments;
	size_t n_adjustments;
};

struct scheme {
	uint64_t revision; /* 0: there is no scheme yet */
	const char *project, *implementer_unit, *fund_kind, *start, *end, *cut_off, *standard, *entered_by;
	const char *template; /* "department@1"; "" or NULL: made from none */
	struct budget_source *budget;
	size_t n_budget;
	struct fact *facts;
	size_t n_facts;
	struct planned_stage *schedule;
	size_t n_schedule;
	struct decimal grades[3]; /* 优, 良, 中 */
	struct scoring_options scoring;
};

/* In the tree's order: a parent before its children. */
struct indicator {
	const char *code, *parent, *name;
	unsigned level;	 /* 1 to 3 */
	bool has_weight; /* levels 1 and 2 may leave it out */
	struct decimal weight;
	const char *nature; /* "quantitative", "qualitative" */
	const char *category, *explanation, *standard, *method, *responsible;
	struct checklist_point *points;
	size_t n_points;
	struct rule rule;
	struct target target;
	const char *target_text; /* "≥10次", as people write it; "" if none */
	const char **evidence;	 /* kinds that an entry must have */
	size_t n_evidence;
};

/* Numbers as in proto EntryState. */
enum entry_state { ENTRY_NONE, ENTRY_DRAFT, ENTRY_SUBMITTED, ENTRY_ACCEPTED, ENTRY_RETURNED };

/* Which points of the checklist (from 1; none: all) evidence is for, and where in it. */
struct citation {
	const char *evidence, *place;
	const uint32_t *points;
	size_t n_points;
};

struct entry {
	const char *indicator, *actual, *unit, *text, *entered_by, *reviewed_by, *comment;
	const char *not_applicable;			  /* why the indicator does not apply after all; "" or NULL: it does */
	const struct questionnaire_counts *questionnaire; /* instead of ${actual}; NULL if there is none */
	const char *survey;				  /* whose answers gave ${questionnaire}; "" or NULL: it was typed in */
	const char **points;
	size_t n_points;
	const char **evidence; /* ids */
	size_t n_evidence;
	struct citation *citations;
	size_t n_citations;
	struct paper_part *parts; /* where the rule has parts: what ${actual} was computed from */
	size_t n_parts;
	enum entry_state state;
	uint64_t revision;
};

struct fund_use {
	const char *use;
	struct money amount;
	bool remainder;
};
struct fund_breakdown {
	const char *name;
	struct fund_use *uses;
	size_t n_uses;
};
struct fund_flow {
	const char *source;
	struct money received, paid;
	const char *note; /* why it is out of order; "" or NULL: nothing was said */
};
struct funds {
	enum entry_state state; /* ENTRY_NONE: nothing entered */
	struct fund_flow *flows;
	size_t n_flows;
	struct fund_breakdown *breakdowns;
	size_t n_breakdowns;
	const char **evidence;
	size_t n_evidence;
	const char *entered_by, *reviewed_by, *comment;
	uint64_t revision;
};

struct evidence {
	const char *id, *name, *kind, *note, *place, *date, *number, *uploaded_by;
	uint8_t digest[32];
	uint64_t size;
};

/* Numbers as in proto ScoreState. */
enum score_state { SCORE_NONE, SCORE_PROPOSED, SCORE_APPROVED, SCORE_RETURNED };

struct score {
	const char *indicator;
	const char *computed; /* "" if the rule computes none */
	struct decimal points;
	bool overridden, achieved;
	const char *reason, *proposed_by, *reviewed_by, *comment, *completion, *explanation;
	const char **warnings; /* what speaks against relying on it */
	size_t n_warnings;
	bool *met; /* checklist: the points that are met */
	size_t n_met;
	unsigned tier;
	struct decimal share; /* tier */
	enum score_state state;
	uint64_t entry_revision, funds_revision;
};

struct narrative {
	const char *section, *text, *drafted_by;
};

/* Numbers as in proto FindingState. */
enum finding_state {
	FINDING_NONE,
	FINDING_OPEN,
	FINDING_ASSIGNED,
	FINDING_ACTING,
	FINDING_SUBMITTED,
	FINDING_RETURNED,
	FINDING_CLOSED,
	FINDING_CARRIED
};

struct action {
	const char *text, *person, *done;
	int64_t time;
	const char **evidence;
	size_t n_evidence;
};
struct finding {
	const char *id, *title, *text, *cause, *indicator, *drafted_by, *implementer, *deadline, *verified_by, *verification;
	const char *carry_reason, *carry_until, *carry_by;
	enum finding_state state;
	struct action *actions;
	size_t n_actions;
	int64_t closed;
};
struct recommendation {
	const char *id, *title, *text, *finding, *drafted_by;
};

struct rectification_report {
	const char *text, *filed_by, *accepted_by, *comment;
	int64_t filed;
};

/* Numbers as in proto ApprovalKind. */
enum approval_kind {
	APPROVAL_NONE,
	APPROVAL_SCHEME,
	APPROVAL_SCORES,
	APPROVAL_REPORT,
	APPROVAL_CARRY_ON,
	APPROVAL_RECTIFICATION,
	APPROVAL_SEAL
};

struct approval {
	const char *id, *subject, *signer;
	enum approval_kind kind;
	bool current; /* its state digest is still that of the state */
	int64_t time;
};

struct catalogue_item {
	const char *id, *absent_reason, *completed_by;
	const char **evidence;
	size_t n_evidence;
};

/* A line of 表3-1. */
struct score_line {
	const char *code, *name;
	struct decimal weight, points;
	struct decimal applicable;	/* weight of what applies: what the rate is taken of */
	const char *rate;		/* "100.00%", "不适用" */
	unsigned count, full, achieved; /* of those that apply */
};

/* What an evaluation came to that this one goes on from. */
struct earlier_result {
	unsigned year;
	const char *evaluation, *total, *grade, *execution_rate;
	struct score_line *lines; /* names and rates of level 1 alone */
	size_t n_lines;
};

/* An inconsistency that a member called a false alarm. */
struct dismissal {
	const char *id, *reason, *by, *accepted_by;
};

struct dossier {
	const char *evaluation, *title, *unit;
	unsigned year;
	enum stage stage;
	const char *no_findings_by, *returned_by, *return_reason;
	struct team_member *team;
	size_t n_team;
	struct scheme scheme;
	struct indicator *indicators;
	size_t n_indicators;
	struct funds funds;
	struct entry *entries;
	size_t n_entries;
	struct evidence *evidence;
	size_t n_evidence;
	struct score *scores;
	size_t n_scores;
	struct narrative *narrative;
	size_t n_narrative;
	struct finding *findings;
	size_t n_findings;
	struct recommendation *recommendations;
	size_t n_recommendations;
	struct rectification_report rectification;
	struct approval *approvals;
	size_t n_approvals;
	struct catalogue_item *catalogue;
	size_t n_catalogue;
	struct survey *surveys;
	size_t n_surveys;
	struct earlier_result *earlier; /* the earliest first */
	size_t n_earlier;
	struct dismissal *dismissals;
	size_t n_dismissals;
};

/* Look-ups; NULL if there is none. */
const struct team_member *dossier_member(const struct dossier *dossier, const char *person);
const struct indicator *dossier_indicator(const struct dossier *dossier, const char *code);
const struct entry *dossier_entry(const struct dossier *dossier, const char *indicator);
const struct score *dossier_score(const struct dossier *dossier, const char *indicator);
const struct finding *dossier_finding(const struct dossier *dossier, const char *id);
const struct evidence *dossier_evidence(const struct dossier *dossier, const char *id);
const struct narrative *dossier_narrative(const struct dossier *dossier, const char *section);
/* 姓名 of a login name; the login name itself if the person is not in the team. */
const char *dossier_name(const struct dossier *dossier, const char *person);

/* ${person} is in the team and holds one of ${roles} there. */
bool dossier_holds(const struct dossier *dossier, const char *person, unsigned roles);

/* The team has two people: whoever leads can't also be the one whose data is reviewed. */
bool dossier_lacks_member(const struct dossier *dossier);

/* Sum of the scheme's budget, of what was received and paid. false on overflow. */
bool dossier_funds_totals(const struct dossier *dossier, struct funds_totals *totals);

/* A level-3 indicator that is scored: weight 0 means that there is nothing of its kind (无此类指标). */
bool indicator_is_assessed(const struct indicator *indicator);

/* Why it does not apply after all: its accepted entry says so. NULL: it applies, or nothing is accepted. */
const char *dossier_not_applicable(const struct dossier *dossier, const struct indicator *indicator);

/* It is assessed and applies: it has a score. */
bool dossier_is_scored(const struct dossier *dossier, const struct indicator *indicator);

/* The denominator of the project's 预算执行率: of the first rule that takes that rate, else the scheme's. */
enum fund_denominator dossier_execution_denominator(const struct dossier *dossier);
struct money dossier_execution_base(const struct dossier *dossier, const struct funds_totals *totals);

/* Its actual is a rate of the project's funds. */
bool indicator_uses_funds(const struct indicator *indicator);

/* Weight of a node: its own, or the sum of its children. false on overflow. */
bool dossier_weight(const struct dossier *dossier, const struct indicator *node, struct decimal *weight);

/* Gives every rule what the scheme says once for all of them; whoever reads scheme and indicators calls it then. */
void dossier_apply_options(struct dossier *dossier);

/* Scoring input of a level-3 indicator from its accepted entry, the accepted funds and (for judged rules) its score; false if
 * something is missing. */
bool dossier_scoring_input(struct arena *arena, const struct dossier *dossier, const struct indicator *indicator,
			   struct scoring_input *input);

/* ${person} proposed the score of ${indicator}, or entered what it rests on, and so neither approves it nor signs for it. */
bool dossier_score_is_made_by(const struct dossier *dossier, const char *indicator, const char *person);

/* A score rests on the entry and funds as they are now, and its rule still gives what it gave. */
bool dossier_score_is_fresh(const struct dossier *dossier, const struct score *score);

/* The points are below the weight, and nothing says why. */
bool dossier_score_lacks_reason(const struct indicator *indicator, const struct score *score);

/* It was put to ${person}, now or earlier: they do not verify it. */
bool finding_is_work_of(const struct finding *finding, const char *person);

/* It waits for an implementer who is no longer one: a leader puts it to another. */
bool finding_waits_for_gone(const struct dossier *dossier, const struct finding *finding);

/* Something of what ${person} did about it has evidence. */
bool finding_is_evidenced(const struct finding *finding, const char *person);

/* Someone proposed to carry it on (转入持续整改), and no leader signed that yet. */
bool finding_waits_to_carry_on(const struct finding *finding);

/* Lines of 表3-1: level-1 indicators in order, then the total. */
size_t dossier_score_lines(struct arena *arena, const struct dossier *dossier, struct score_line **lines);

/* The way from the scores to the total. Errors: scoring_total.h. */
enum status_code dossier_total(struct arena *arena, const struct dossier *dossier, struct scoring_total *total,
			       struct status *status);

/* Every level-3 indicator that applies has an approved, fresh score, and there is one. */
bool dossier_scores_complete(const struct dossier *dossier);

#endif

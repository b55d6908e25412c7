/* handlers: one for each method, in the file of its service; named after it. */
#ifndef JIXIAO_SERVICE_HANDLERS_H
#define JIXIAO_SERVICE_HANDLERS_H

#include "server/rpc/method.h"

/* user.c */
method_handler user_add;
method_handler user_get;
method_handler user_list;
method_handler user_code;
void user_cut(struct server *server, const struct call *call);
void user_invited(struct server *server, const struct call *call);
method_handler user_revoke;
method_handler user_enroll;
method_handler user_enroll_prepare;
method_handler user_renew;
method_handler user_renew_prepare;
method_handler user_whoami;
/* evaluation.c */
method_handler evaluation_create;
method_handler evaluation_update;
method_handler evaluation_get;
method_handler evaluation_list;
method_handler evaluation_statistics;
method_handler evaluation_compare;
method_handler evaluation_summary;
method_handler evaluation_team;
method_handler evaluation_put_member;
method_handler evaluation_remove_member;
method_handler evaluation_gate;
method_handler evaluation_advance;
method_handler evaluation_send_back;
method_handler evaluation_todo;
/* export.c */
method_handler evaluation_export;
/* scheme.c */
method_handler scheme_put;
method_handler scheme_get;
method_handler scheme_approve;
method_handler approval_prepare;
/* template.c */
method_handler template_list;
method_handler template_get;
method_handler template_import;
/* indicator.c */
method_handler indicator_get;
method_handler indicator_list;
method_handler indicator_assign;
/* entry_put.c */
method_handler entry_put;
method_handler entry_put_all;
/* entry.c */
method_handler entry_submit;
method_handler entry_withdraw;
method_handler entry_accept;
method_handler entry_send_back;
method_handler entry_get;
method_handler entry_list;
/* funds.c */
method_handler funds_put;
method_handler funds_submit;
method_handler funds_withdraw;
method_handler funds_accept;
method_handler funds_send_back;
method_handler funds_get;
/* evidence.c */
method_handler evidence_begin;
method_handler evidence_chunk;
method_handler evidence_complete;
method_handler evidence_complete_prepare;
method_handler evidence_update;
method_handler evidence_replace;
method_handler evidence_replace_prepare;
method_handler evidence_get;
method_handler evidence_list;
method_handler evidence_missing_list;
method_handler evidence_download;
/* score.c */
method_handler score_compute;
method_handler score_propose;
method_handler score_adjust;
method_handler score_withdraw;
method_handler score_approve;
method_handler score_send_back;
method_handler score_get;
method_handler score_list;
method_handler score_sign;
/* report.c */
method_handler report_put_narrative;
method_handler report_list_narrative;
method_handler report_render;
method_handler report_check;
method_handler report_dismiss;
method_handler report_sign;
/* finding.c */
method_handler finding_put;
method_handler finding_remove;
method_handler finding_get;
method_handler finding_list;
/* survey.c, survey_answer.c */
method_handler survey_put;
method_handler survey_remove;
method_handler survey_get;
method_handler survey_list;
method_handler survey_answer;
method_handler survey_withdraw;

/* recommendation.c */
method_handler recommendation_put;
method_handler recommendation_remove;
method_handler recommendation_list;
/* rectification.c */
method_handler rectification_assign;
method_handler rectification_log;
method_handler rectification_submit;
method_handler rectification_withdraw;
method_handler rectification_verify;
method_handler rectification_propose_carry;
method_handler rectification_carry_on;
method_handler rectification_file_report;
method_handler rectification_withdraw_report;
method_handler rectification_return_report;
method_handler rectification_accept_report;
method_handler rectification_get_report;
method_handler rectification_declare_none;
/* archive.c */
method_handler archive_catalogue;
method_handler archive_put_item;
method_handler archive_manifest;
method_handler archive_fetch;
method_handler archive_seal;
method_handler archive_get_seal;
/* approval.c */
method_handler approval_state;
method_handler approval_list;
/* event.c */
method_handler event_list;
method_handler event_history;
method_handler event_watch;
/* audit.c */
method_handler audit_checkpoint;
method_handler audit_consistency;
method_handler audit_inclusion;
method_handler audit_verify;
method_handler audit_leaves;

#endif

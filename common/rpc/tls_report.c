#include <openssl/ssl.h>

#include <stdio.h>

#include "common/rpc/tls_private.h"

static enum message_id alert_message(int alert)
{
	switch (alert) {
	case SSL_AD_CERTIFICATE_REVOKED: return MSG_PEER_REVOKED;
	case SSL_AD_UNSUPPORTED_CERTIFICATE: return MSG_PEER_REPLACED;
	case SSL_AD_CERTIFICATE_EXPIRED: return MSG_PEER_EXPIRED;
	case SSL_AD_CERTIFICATE_REQUIRED: return MSG_PEER_WITHOUT_CERTIFICATE;
	case SSL_AD_CERTIFICATE_UNKNOWN:
	case SSL_AD_UNKNOWN_CA: return MSG_PEER_UNKNOWN;
	default: return MSG_PEER_REFUSED;
	}
}

static enum message_id verify_message(long error)
{
	switch (error) {
	case X509_V_ERR_HOSTNAME_MISMATCH:
	case X509_V_ERR_IP_ADDRESS_MISMATCH: return MSG_SERVER_NAME_WRONG;
	case X509_V_ERR_CERT_HAS_EXPIRED:
	case X509_V_ERR_CERT_NOT_YET_VALID: return MSG_SERVER_EXPIRED;
	default: return MSG_SERVER_UNTRUSTED;
	}
}

enum status_code tls_report_explain(const struct tls_report *report, const char *url, struct status *status)
{
	if (report->verify_error != 0)
		return STATUS_FAIL(status, STATUS_UNAUTHENTICATED, verify_message(report->verify_error), url);
	if (report->alert >= 0)
		return STATUS_FAIL(status, STATUS_UNAUTHENTICATED, alert_message(report->alert), url);
	return STATUS_OK;
}

static const char *verify_text(long error)
{
	switch (error) {
	case TLS_ERROR_UNKNOWN: return "not known here";
	case TLS_ERROR_REPLACED: return "replaced by a newer one";
	default: return X509_verify_cert_error_string(error);
	}
}

bool tls_report_text(const struct tls_report *report, char *text, size_t size)
{
	if (report->verify_error != 0)
		snprintf(text, size, "certificate of %s refused: %s", report->claimed[0] != '\0' ? report->claimed : "?",
			 verify_text(report->verify_error));
	else if (report->fault != NULL)
		snprintf(text, size, "TLS failed: %s", report->fault);
	else
		return false;
	return true;
}

/* log: one line an event of the server's life, to stderr: what was refused, failed or closed; never a payload. */
#ifndef JIXIAO_SERVER_LOG_H
#define JIXIAO_SERVER_LOG_H

/* "2025-03-10T08:00:00Z ${text}\n" in one write. Control characters in it become '?'. */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

#include "server/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

void log_line(const char *format, ...)
{
	char line[1024];
	struct tm utc;
	time_t now = time(NULL);
	size_t used;
	va_list args;
	int n;

	gmtime_r(&now, &utc);
	used = strftime(line, sizeof(line), "%Y-%m-%dT%H:%M:%SZ ", &utc);
	va_start(args, format);
	n = vsnprintf(line + used, sizeof(line) - used - 1, format, args);
	va_end(args);
	if (n < 0)
		return;
	n = (size_t)n > sizeof(line) - used - 2 ? (int)(sizeof(line) - used - 2) : n;
	for (char *p = line + used; p < line + used + n; p++)
		if ((unsigned char)*p < 0x20 || *p == 0x7f)
			*p = '?';
	used += (size_t)n;
	line[used++] = '\n';
	if (write(STDERR_FILENO, line, used) < 0)
		return; /* nowhere to say so */
}

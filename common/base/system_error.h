/* system_error: why the system refused, in the words of the catalogue: strerror speaks English to everybody. */
#ifndef JIXIAO_BASE_SYSTEM_ERROR_H
#define JIXIAO_BASE_SYSTEM_ERROR_H

/* An argument of a message: "@ERROR_ACCESS" for EACCES, which message_text words; "EXDEV" for what has no word. Static. */
const char *system_error_word(int error);

#endif

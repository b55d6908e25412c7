/* completion: the bash completion of jixiao, made from the command table. */
#ifndef JIXIAO_CLIENT_COMPLETION_H
#define JIXIAO_CLIENT_COMPLETION_H

#include <stdio.h>

void completion_print(FILE *file);

#endif

/* scheme_diff: the handler of `jixiao scheme diff`: what a scheme changed since the evaluation that it goes on from. */
#ifndef JIXIAO_CLIENT_SCHEME_DIFF_H
#define JIXIAO_CLIENT_SCHEME_DIFF_H

#include "client/command.h"

command_handler scheme_diff;

#endif

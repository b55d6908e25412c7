/* session: the registry of open connections and who they belong to. */
#ifndef JIXIAO_SERVER_SESSION_H
#define JIXIAO_SERVER_SESSION_H

struct sessions;

/* Closes every connection of ${person}, who was revoked. From any thread. */
void sessions_cut(struct sessions *sessions, const char *person);

#endif

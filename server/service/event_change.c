#include "server/service/event_change.h"

#include <string.h>

const Jixiao__Change *event_change(const Jixiao__EventHead *head, struct record_key key)
{
	for (size_t i = 0; i < head->n_changes; i++)
		if (head->changes[i]->type == key.type && strcmp(head->changes[i]->evaluation, key.evaluation) == 0 &&
		    strcmp(head->changes[i]->id, key.id) == 0)
			return head->changes[i];
	return NULL;
}

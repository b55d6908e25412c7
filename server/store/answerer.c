/* The answerer tells jobs how they ended, so that the writer begins the next group meanwhile: an answer is a frame to encrypt
 * and send, a group's answers take about as long as its commit. Groups are answered in the order in which they were committed.
 */
#include <stdlib.h>

#include "server/store/internal.h"

static void answer(struct store *store, struct job_group *group)
{
	for (size_t i = 0; i < group->n; i++) {
		struct store_job *job = group->members[i].job;

		/* The job may be gone once this returns. */
		job->done(job, &group->members[i].status);
		status_clear(&group->members[i].status);
	}
	if (group->grew) {
		void (*observer)(void *context, uint64_t size);
		void *context;

		pthread_mutex_lock(&store->lock);
		observer = store->observer;
		context = store->observer_context;
		pthread_mutex_unlock(&store->lock);
		if (observer != NULL)
			observer(context, group->log_size);
	}
	free(group);
}

/* Waits for a group; NULL: none will come. */
static struct job_group *take(struct store *store)
{
	struct job_group *group;

	pthread_mutex_lock(&store->lock);
	while (store->answers == NULL && !store->written)
		pthread_cond_wait(&store->committed, &store->lock);
	group = store->answers;
	if (group != NULL)
		store->answers = group->next;
	if (store->answers == NULL)
		store->answers_end = &store->answers;
	pthread_mutex_unlock(&store->lock);
	return group;
}

static void *answerer_main(void *context)
{
	struct store *store = context;
	struct job_group *group;

	while ((group = take(store)) != NULL)
		answer(store, group);
	return NULL;
}

void answerer_add(struct store *store, struct job_group *group)
{
	group->next = NULL;
	pthread_mutex_lock(&store->lock);
	*store->answers_end = group;
	store->answers_end = &group->next;
	pthread_cond_signal(&store->committed);
	pthread_mutex_unlock(&store->lock);
}

bool answerer_start(struct store *store)
{
	store->answers_end = &store->answers;
	pthread_cond_init(&store->committed, NULL);
	return pthread_create(&store->answerer, NULL, answerer_main, store) == 0;
}

void answerer_stop(struct store *store)
{
	pthread_mutex_lock(&store->lock);
	store->written = true;
	pthread_cond_signal(&store->committed);
	pthread_mutex_unlock(&store->lock);
	pthread_join(store->answerer, NULL);
	pthread_cond_destroy(&store->committed);
}

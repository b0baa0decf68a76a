/*
 * The read side of liburcu's flavour "memb", as a program of its own: "urcu COUNT THREADS" binds each thread to a CPU,
 * reads so many times in each, and prints the nanoseconds from the common start to the later end.
 */
#define _GNU_SOURCE
#define _LGPL_SOURCE
#include <urcu/urcu-memb.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static long value = 1;
static long *pointer = &value;
static long count;
static pthread_barrier_t ready;

struct work {
	pthread_t thread;
	int cpu;
	double start, end;
	long sum;
};

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec * 1e9 + time.tv_nsec;
}

static void *read_side(void *argument)
{
	struct work *work = argument;
	struct sched_param first = { .sched_priority = 1 };
	cpu_set_t set;
	long sum = 0;

	CPU_ZERO(&set);
	CPU_SET(work->cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
	sched_setscheduler(0, SCHED_FIFO, &first);
	urcu_memb_register_thread();
	pthread_barrier_wait(&ready);
	work->start = now();
	for (long i = 0; i < count; i++) {
		urcu_memb_read_lock();
		sum += *rcu_dereference(pointer);
		urcu_memb_read_unlock();
	}
	work->end = now();
	work->sum = sum;
	urcu_memb_unregister_thread();
	return NULL;
}

int main(int argc, char **argv)
{
	struct work work[2];
	int threads = argc > 2 ? atoi(argv[2]) : 0;
	double start, end;

	if (threads < 1 || threads > 2)
		return 2;
	count = atol(argv[1]);
	pthread_barrier_init(&ready, NULL, threads);
	for (int i = 0; i < threads; i++) {
		work[i].cpu = i;
		if (pthread_create(&work[i].thread, NULL, read_side, &work[i]))
			return 1;
	}
	for (int i = 0; i < threads; i++) {
		pthread_join(work[i].thread, NULL);
		if (work[i].sum != count)
			return 1;
		start = i == 0 || work[i].start < start ? work[i].start : start;
		end = i == 0 || work[i].end > end ? work[i].end : end;
	}
	printf("%f\n", end - start);
	return 0;
}

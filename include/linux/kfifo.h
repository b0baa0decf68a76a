/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KFIFO_H
#define _LOCKSTEP_LINUX_KFIFO_H

/*
 * Rings of elements whose number is a power of two. One reader and one writer need no lock; more of a kind need one
 * among themselves. A fifo knows its element type, and one of records stores the length of each in one or two bytes.
 * The accesses are those of the line that calls.
 */

#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct __kfifo {
	unsigned int in;
	unsigned int out;
	unsigned int mask;
	unsigned int esize;
	void *data;
};

/* The empty arrays carry the type of an element and the number of bytes of a record's length. */
#define __lockstep_fifo(element, length, count)                                                              \
	{                                                                                                    \
		struct __kfifo kfifo;                                                                        \
		element __lockstep_element[0];                                                               \
		char __lockstep_length[0][length];                                                           \
		element buf[count];                                                                          \
	}

struct kfifo __lockstep_fifo(unsigned char, 0, 0);
struct kfifo_rec_ptr_1 __lockstep_fifo(unsigned char, 1, 0);
struct kfifo_rec_ptr_2 __lockstep_fifo(unsigned char, 2, 0);

/* A size that is no power of two is refused: the array would be of negative size. */
#define __lockstep_fifo_count(size) ((size) < 2 || ((size) & ((size) - 1)) ? -1 : (size))

#define STRUCT_KFIFO(type, size) struct __lockstep_fifo(type, 0, __lockstep_fifo_count(size))
#define STRUCT_KFIFO_PTR(type) struct __lockstep_fifo(type, 0, 0)
#define STRUCT_KFIFO_REC_1(size) struct __lockstep_fifo(unsigned char, 1, __lockstep_fifo_count(size))
#define STRUCT_KFIFO_REC_2(size) struct __lockstep_fifo(unsigned char, 2, __lockstep_fifo_count(size))
#define DECLARE_KFIFO(fifo, type, size) STRUCT_KFIFO(type, size) fifo
#define DECLARE_KFIFO_PTR(fifo, type) STRUCT_KFIFO_PTR(type) fifo
#define DEFINE_KFIFO(fifo, type, size)                                                                       \
	DECLARE_KFIFO(fifo, type, size) = {                                                                  \
		.kfifo = { .mask = (size) - 1, .esize = sizeof(type), .data = (fifo).buf },                  \
	}

#define INIT_KFIFO(fifo)                                                                                     \
	do {                                                                                                 \
		__typeof__(&(fifo)) __lockstep_new = &(fifo);                                                \
		unsigned int __lockstep_room = sizeof((fifo).buf) / sizeof((fifo).__lockstep_element[0]);    \
		__lockstep_kfifo_set(&__lockstep_new->kfifo, __lockstep_room ? __lockstep_new->buf : NULL,   \
				     __lockstep_room, sizeof((fifo).__lockstep_element[0]));                 \
	} while (0)

extern void __lockstep_kfifo_set(struct __kfifo *fifo, void *data, unsigned int count, unsigned int esize);
extern int __lockstep_kfifo_alloc(struct __kfifo *fifo, unsigned int count, unsigned int esize, gfp_t flags);
extern int __lockstep_kfifo_init(struct __kfifo *fifo, void *data, unsigned int bytes, unsigned int esize);
extern void __lockstep_kfifo_free(struct __kfifo *fifo);
extern void __lockstep_kfifo_reset(struct __kfifo *fifo, int all);
extern unsigned int __lockstep_kfifo_size(struct __kfifo *fifo);
/* `length` is the number of bytes of a record's length, 0 where there are no records. */
extern unsigned int __lockstep_kfifo_len(struct __kfifo *fifo, unsigned int length);
extern unsigned int __lockstep_kfifo_avail(struct __kfifo *fifo, unsigned int length);
extern unsigned int __lockstep_kfifo_in(struct __kfifo *fifo, const void *from, unsigned int n,
					unsigned int length);
/* Looks without taking if `peek`. */
extern unsigned int __lockstep_kfifo_out(struct __kfifo *fifo, void *to, unsigned int n, unsigned int length,
					 int peek);
/* To and from a user; `copied` counts bytes. 0, or -EFAULT. */
extern int __lockstep_kfifo_from_user(struct __kfifo *fifo, const void __user *from, unsigned int n,
				      unsigned int *copied, unsigned int length);
extern int __lockstep_kfifo_to_user(struct __kfifo *fifo, void __user *to, unsigned int n, unsigned int *copied,
				    unsigned int length);
extern unsigned int __lockstep_kfifo_peek_len(struct __kfifo *fifo, unsigned int length);
extern void __lockstep_kfifo_skip(struct __kfifo *fifo, unsigned int length, unsigned int n);

#define __lockstep_fifo_type(fifo) __typeof__((fifo)->__lockstep_element[0])
#define __lockstep_fifo_length(fifo) sizeof((fifo)->__lockstep_length[0])

#define kfifo_alloc(fifo, size, flags)                                                                       \
	__lockstep_kfifo_alloc(&(fifo)->kfifo, size, sizeof(__lockstep_fifo_type(fifo)), flags)
#define kfifo_init(fifo, buffer, size)                                                                       \
	__lockstep_kfifo_init(&(fifo)->kfifo, buffer, size, sizeof(__lockstep_fifo_type(fifo)))
#define kfifo_free(fifo) __lockstep_kfifo_free(&(fifo)->kfifo)
#define kfifo_initialized(fifo) ((fifo)->kfifo.mask != 0)
#define kfifo_esize(fifo) ((fifo)->kfifo.esize)
#define kfifo_recsize(fifo) __lockstep_fifo_length(fifo)
#define kfifo_size(fifo) __lockstep_kfifo_size(&(fifo)->kfifo)
#define kfifo_reset(fifo) __lockstep_kfifo_reset(&(fifo)->kfifo, 1)
#define kfifo_reset_out(fifo) __lockstep_kfifo_reset(&(fifo)->kfifo, 0)
#define kfifo_len(fifo) __lockstep_kfifo_len(&(fifo)->kfifo, 0)
#define kfifo_avail(fifo) __lockstep_kfifo_avail(&(fifo)->kfifo, __lockstep_fifo_length(fifo))
#define kfifo_is_empty(fifo) (kfifo_len(fifo) == 0)
#define kfifo_is_full(fifo) (__lockstep_kfifo_avail(&(fifo)->kfifo, 0) == 0)
#define kfifo_is_empty_spinlocked(fifo, lock)                                                                \
	__lockstep_fifo_locked(bool, kfifo_is_empty(fifo), lock)

#define kfifo_put(fifo, value)                                                                               \
	({                                                                                                   \
		__lockstep_fifo_type(fifo) __lockstep_put = (value);                                         \
		__lockstep_kfifo_in(&(fifo)->kfifo, &__lockstep_put, 1, __lockstep_fifo_length(fifo));       \
	})
#define kfifo_get(fifo, to)                                                                                  \
	__lockstep_kfifo_out(&(fifo)->kfifo, __lockstep_fifo_to(fifo, to), 1, __lockstep_fifo_length(fifo), 0)
#define kfifo_peek(fifo, to)                                                                                 \
	__lockstep_kfifo_out(&(fifo)->kfifo, __lockstep_fifo_to(fifo, to), 1, __lockstep_fifo_length(fifo), 1)
#define __lockstep_fifo_to(fifo, to)                                                                         \
	({                                                                                                   \
		__lockstep_fifo_type(fifo) *__lockstep_to = (to);                                            \
		__lockstep_to;                                                                               \
	})
#define kfifo_in(fifo, from, n) __lockstep_kfifo_in(&(fifo)->kfifo, from, n, __lockstep_fifo_length(fifo))
#define kfifo_out(fifo, to, n) __lockstep_kfifo_out(&(fifo)->kfifo, to, n, __lockstep_fifo_length(fifo), 0)
#define kfifo_out_peek(fifo, to, n)                                                                          \
	__lockstep_kfifo_out(&(fifo)->kfifo, to, n, __lockstep_fifo_length(fifo), 1)
#define kfifo_from_user(fifo, from, n, copied)                                                               \
	__lockstep_kfifo_from_user(&(fifo)->kfifo, from, n, copied, __lockstep_fifo_length(fifo))
#define kfifo_to_user(fifo, to, n, copied)                                                                   \
	__lockstep_kfifo_to_user(&(fifo)->kfifo, to, n, copied, __lockstep_fifo_length(fifo))
#define kfifo_peek_len(fifo) __lockstep_kfifo_peek_len(&(fifo)->kfifo, __lockstep_fifo_length(fifo))
#define kfifo_skip(fifo) __lockstep_kfifo_skip(&(fifo)->kfifo, __lockstep_fifo_length(fifo), 1)
#define kfifo_skip_count(fifo, n) __lockstep_kfifo_skip(&(fifo)->kfifo, __lockstep_fifo_length(fifo), n)

#define __lockstep_fifo_locked(type, expression, lock)                                                       \
	({                                                                                                   \
		unsigned long __lockstep_flags;                                                              \
		type __lockstep_done;                                                                        \
		spin_lock_irqsave(lock, __lockstep_flags);                                                   \
		__lockstep_done = (expression);                                                              \
		spin_unlock_irqrestore(lock, __lockstep_flags);                                              \
		__lockstep_done;                                                                             \
	})
#define kfifo_in_spinlocked(fifo, from, n, lock)                                                             \
	__lockstep_fifo_locked(unsigned int, kfifo_in(fifo, from, n), lock)
#define kfifo_out_spinlocked(fifo, to, n, lock)                                                              \
	__lockstep_fifo_locked(unsigned int, kfifo_out(fifo, to, n), lock)
#define kfifo_in_locked(fifo, from, n, lock) kfifo_in_spinlocked(fifo, from, n, lock)
#define kfifo_out_locked(fifo, to, n, lock) kfifo_out_spinlocked(fifo, to, n, lock)
#define kfifo_in_spinlocked_noirqsave(fifo, from, n, lock)                                                   \
	({                                                                                                   \
		unsigned int __lockstep_done;                                                                \
		spin_lock(lock);                                                                             \
		__lockstep_done = kfifo_in(fifo, from, n);                                                   \
		spin_unlock(lock);                                                                           \
		__lockstep_done;                                                                             \
	})
#define kfifo_out_spinlocked_noirqsave(fifo, to, n, lock)                                                    \
	({                                                                                                   \
		unsigned int __lockstep_done;                                                                \
		spin_lock(lock);                                                                             \
		__lockstep_done = kfifo_out(fifo, to, n);                                                    \
		spin_unlock(lock);                                                                           \
		__lockstep_done;                                                                             \
	})

#endif

/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PERCPU_H
#define _LOCKSTEP_LINUX_PERCPU_H

#include <linux/gfp.h>
#include <linux/percpu-defs.h>
#include <linux/smp.h>

/* Objects of all CPUs at once, all zero; NULL if there is no memory. What is returned is a per-CPU pointer. */
extern void __percpu *__alloc_percpu(size_t size, size_t align);
extern void __percpu *__alloc_percpu_gfp(size_t size, size_t align, gfp_t flags);
extern void free_percpu(void __percpu *pointer);

#define alloc_percpu(type) ((__typeof__(type) __percpu *)__alloc_percpu(sizeof(type), __alignof__(type)))
#define alloc_percpu_gfp(type, flags)                                                                        \
	((__typeof__(type) __percpu *)__alloc_percpu_gfp(sizeof(type), __alignof__(type), flags))

#endif

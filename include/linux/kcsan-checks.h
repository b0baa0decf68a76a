/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_KCSAN_CHECKS_H
#define _LOCKSTEP_LINUX_KCSAN_CHECKS_H

#include <linux/compiler.h>
#include <linux/types.h>

/* Nobody else writes these bytes, marked or not; or nobody else uses them. */
extern void __lockstep_assert_exclusive(const volatile void *address, size_t size, bool writers);

struct __lockstep_exclusive {
	const volatile void *address;
	size_t size;
	bool writers;
};

static inline void __lockstep_exclusive_ends(struct __lockstep_exclusive *scope)
{
	__lockstep_assert_exclusive(scope->address, scope->size, scope->writers);
}

#define __LOCKSTEP_EXCLUSIVE_NAME_(line) __lockstep_exclusive_##line
#define __LOCKSTEP_EXCLUSIVE_NAME(line) __LOCKSTEP_EXCLUSIVE_NAME_(line)
#define __lockstep_exclusive_scope(variable, only_writers)                                                   \
	__lockstep_assert_exclusive(&(variable), sizeof(variable), only_writers);                            \
	struct __lockstep_exclusive __LOCKSTEP_EXCLUSIVE_NAME(__LINE__)                                      \
		__attribute__((cleanup(__lockstep_exclusive_ends), unused)) = {                              \
			&(variable), sizeof(variable), only_writers }

#define ASSERT_EXCLUSIVE_WRITER(variable)                                                                    \
	__lockstep_assert_exclusive(&(variable), sizeof(variable), true)
#define ASSERT_EXCLUSIVE_ACCESS(variable)                                                                    \
	__lockstep_assert_exclusive(&(variable), sizeof(variable), false)
#define ASSERT_EXCLUSIVE_WRITER_SCOPED(variable) __lockstep_exclusive_scope(variable, true)
#define ASSERT_EXCLUSIVE_ACCESS_SCOPED(variable) __lockstep_exclusive_scope(variable, false)

#endif

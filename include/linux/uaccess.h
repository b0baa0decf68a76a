/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_UACCESS_H
#define _LOCKSTEP_LINUX_UACCESS_H

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/types.h>

extern unsigned long __must_check __lockstep_copy_from_user(void *to, const void __user *from, unsigned long n);
extern unsigned long __must_check __lockstep_copy_to_user(void __user *to, const void *from, unsigned long n);
extern unsigned long __must_check clear_user(void __user *to, unsigned long n);
extern long strncpy_from_user(char *to, const char __user *from, long n);
extern long strnlen_user(const char __user *text, long n);
extern int __lockstep_access_ok(const void __user *address, unsigned long size);

extern void __lockstep_copy_overflow(unsigned long room, unsigned long n, int to_user);

/* The compiler knows how large an object is whose name stands in the call. */
#define __lockstep_copies(object, n, to_user)                                                                \
	({                                                                                                   \
		unsigned long __lockstep_room = __builtin_object_size(object, 0);                            \
		unsigned long __lockstep_n = (n);                                                            \
		bool __lockstep_fits = __lockstep_room == (unsigned long)-1 || __lockstep_n <= __lockstep_room; \
		if (!__lockstep_fits)                                                                        \
			__lockstep_copy_overflow(__lockstep_room, __lockstep_n, to_user);                    \
		__lockstep_fits;                                                                             \
	})

/* Both return how many bytes were not copied: 0 if all were. They may sleep. */
#define copy_from_user(to, from, n)                                                                          \
	(__lockstep_copies(to, n, 0) ? __lockstep_copy_from_user(to, from, n) : (unsigned long)(n))
#define copy_to_user(to, from, n)                                                                            \
	(__lockstep_copies(from, n, 1) ? __lockstep_copy_to_user(to, from, n) : (unsigned long)(n))
#define __copy_from_user(to, from, n) copy_from_user(to, from, n)
#define __copy_to_user(to, from, n) copy_to_user(to, from, n)
#define _copy_from_user(to, from, n) __lockstep_copy_from_user(to, from, n)
#define _copy_to_user(to, from, n) __lockstep_copy_to_user(to, from, n)
#define raw_copy_from_user(to, from, n) __lockstep_copy_from_user(to, from, n)
#define raw_copy_to_user(to, from, n) __lockstep_copy_to_user(to, from, n)
#define __clear_user(to, n) clear_user(to, n)

/* access_ok() had a first argument, VERIFY_READ or VERIFY_WRITE, before 5.0. */
#define VERIFY_READ 0
#define VERIFY_WRITE 1
#define __lockstep_access_ok_2(address, size) __lockstep_access_ok(address, size)
#define __lockstep_access_ok_3(type, address, size) __lockstep_access_ok(address, size)
#define __lockstep_access_ok_n(a, b, c, name, ...) name
#define access_ok(...)                                                                                       \
	__lockstep_access_ok_n(__VA_ARGS__, __lockstep_access_ok_3, __lockstep_access_ok_2)(__VA_ARGS__)

#define get_user(variable, pointer)                                                                          \
	({                                                                                                   \
		__typeof__(*(pointer)) __lockstep_value = 0;                                                 \
		int __lockstep_failed = __lockstep_copy_from_user(&__lockstep_value, (pointer),              \
								  sizeof(__lockstep_value)) ?                \
						-EFAULT :                                                    \
						0;                                                           \
		(variable) = (__typeof__(variable))__lockstep_value;                                         \
		__lockstep_failed;                                                                           \
	})
#define put_user(value, pointer)                                                                             \
	({                                                                                                   \
		__typeof__(*(pointer)) __lockstep_value = (value);                                           \
		__lockstep_copy_to_user((pointer), &__lockstep_value, sizeof(__lockstep_value)) ? -EFAULT : 0; \
	})
#define __get_user(variable, pointer) get_user(variable, pointer)
#define __put_user(value, pointer) put_user(value, pointer)

extern void *memdup_user(const void __user *from, size_t n);
extern void *memdup_user_nul(const void __user *from, size_t n);
extern int kstrtoint_from_user(const char __user *from, size_t n, unsigned int base, int *result);
extern int kstrtouint_from_user(const char __user *from, size_t n, unsigned int base, unsigned int *result);
extern int kstrtol_from_user(const char __user *from, size_t n, unsigned int base, long *result);
extern int kstrtoul_from_user(const char __user *from, size_t n, unsigned int base, unsigned long *result);
extern int kstrtou8_from_user(const char __user *from, size_t n, unsigned int base, u8 *result);
extern int kstrtou16_from_user(const char __user *from, size_t n, unsigned int base, u16 *result);
#define kstrtou32_from_user(from, n, base, result) kstrtouint_from_user(from, n, base, result)
#define kstrtos32_from_user(from, n, base, result) kstrtoint_from_user(from, n, base, result)
#define kstrtoull_from_user(from, n, base, result)                                                           \
	kstrtoul_from_user(from, n, base, (unsigned long *)(result))
#define kstrtoll_from_user(from, n, base, result) kstrtol_from_user(from, n, base, (long *)(result))
#define kstrtou64_from_user(from, n, base, result)                                                           \
	kstrtoul_from_user(from, n, base, (unsigned long *)(result))
#define kstrtos64_from_user(from, n, base, result) kstrtol_from_user(from, n, base, (long *)(result))
extern int kstrtobool_from_user(const char __user *from, size_t n, bool *result);
extern ssize_t simple_read_from_buffer(void __user *to, size_t n, loff_t *position, const void *from,
				       size_t available);
extern ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *position, const void __user *from,
				      size_t n);

#endif

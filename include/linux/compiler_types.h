/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_COMPILER_TYPES_H
#define _LOCKSTEP_LINUX_COMPILER_TYPES_H

/* Annotations of types and functions. Those that only sparse reads are empty. */

#define __user
#define __kernel
#define __iomem
#define __percpu
#define __rcu
#define __force
#define __nocast
#define __safe
#define __private
#define __bitwise
#define __acquires(x)
#define __releases(x)
#define __must_hold(x)
#define __acquire(x) (void)0
#define __release(x) (void)0
#define __cond_lock(x, c) (c)
#define __chk_user_ptr(x) (void)0
#define __chk_io_ptr(x) (void)0
#define __randomize_layout
#define __no_randomize_layout
#define __nokcsan
#define __no_kcsan
/* Races on what is declared so do no harm: its accesses count as marked. */
#define __data_racy volatile

#define __always_inline inline __attribute__((__always_inline__))
#define noinline __attribute__((__noinline__))
#define noinline_for_stack noinline
#define notrace
#define asmlinkage
#define __visible
#define __inline inline
#define __inline__ inline

#define __must_check __attribute__((__warn_unused_result__))
#define __maybe_unused __attribute__((__unused__))
#define __always_unused __attribute__((__unused__))
#define __used __attribute__((__used__))
#define __weak __attribute__((__weak__))
#define __alias(symbol) __attribute__((__alias__(#symbol)))
#define __packed __attribute__((__packed__))
#define __aligned(bytes) __attribute__((__aligned__(bytes)))
#define __section(name) __attribute__((__section__(name)))
#define __printf(format, first) __attribute__((__format__(__printf__, format, first)))
#define __scanf(format, first) __attribute__((__format__(__scanf__, format, first)))
#define __noreturn __attribute__((__noreturn__))
#define __pure __attribute__((__pure__))
#define __attribute_const__ __attribute__((__const__))
#define __cold __attribute__((__cold__))
#define __hot __attribute__((__hot__))
#define __deprecated
#define __malloc __attribute__((__malloc__))
#define __mode(x) __attribute__((__mode__(x)))
#define __nonstring __attribute__((__nonstring__))
#define __designated_init __attribute__((__designated_init__))
#define __counted_by(member)
#define __init_or_module
#define fallthrough __attribute__((__fallthrough__))

#if __has_attribute(__copy__)
#define __copy(symbol) __attribute__((__copy__(symbol)))
#else
#define __copy(symbol)
#endif

#define ___PASTE(a, b) a##b
#define __PASTE(a, b) ___PASTE(a, b)
#define __UNIQUE_ID(prefix) __PASTE(__PASTE(__UNIQUE_ID_, prefix), __COUNTER__)

#define __same_type(a, b) __builtin_types_compatible_p(__typeof__(a), __typeof__(b))

/* The type of a scalar expression without its qualifiers, so that a copy of it is an ordinary local. */
#define __lockstep_scalar(type) unsigned type : (unsigned type)0, signed type : (signed type)0
#define __unqual_scalar_typeof(x)                                                                            \
	__typeof__(_Generic((x), char : (char)0, __lockstep_scalar(char), __lockstep_scalar(short),          \
			    __lockstep_scalar(int), __lockstep_scalar(long), __lockstep_scalar(long long),   \
			    default : (x)))

#ifndef __ASSEMBLY__
#define __native_word(t)                                                                                     \
	(sizeof(t) == sizeof(char) || sizeof(t) == sizeof(short) || sizeof(t) == sizeof(int) ||              \
	 sizeof(t) == sizeof(long))
#endif

#endif

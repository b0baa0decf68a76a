/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_CONST_H
#define _LOCKSTEP_LINUX_CONST_H

#ifdef __ASSEMBLY__
#define _AC(x, y) x
#else
#define ___AC(x, y) (x##y)
#define _AC(x, y) ___AC(x, y)
#endif
#define UL(x) _AC(x, UL)
#define ULL(x) _AC(x, ULL)
#define _UL(x) _AC(x, UL)
#define _ULL(x) _AC(x, ULL)
#define _BITUL(x) (_UL(1) << (x))
#define _BITULL(x) (_ULL(1) << (x))

#define __is_constexpr(x) (sizeof(int) == sizeof(*(8 ? ((void *)((long)(x) * 0l)) : (int *)8)))

#endif

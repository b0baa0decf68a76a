/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_LINUX_PRANDOM_H
#define _LOCKSTEP_LINUX_PRANDOM_H

/*
 * Pseudo-random numbers of a state of the caller's: the combined generator of four Tausworthe sequences of P. L'Ecuyer,
 * "Tables of maximally equidistributed combined LFSR generators" (Mathematics of Computation 68, 1999).
 */

#include <linux/random.h>

struct rnd_state {
	u32 s1, s2, s3, s4;
};

#define __lockstep_tausworthe(s, mask, q, k_s, s_) ((((s) & (mask)) << (s_)) ^ ((((s) << (q)) ^ (s)) >> (k_s)))

static inline u32 prandom_u32_state(struct rnd_state *state)
{
	state->s1 = __lockstep_tausworthe(state->s1, 0xfffffffeu, 6, 13, 18);
	state->s2 = __lockstep_tausworthe(state->s2, 0xfffffff8u, 2, 27, 2);
	state->s3 = __lockstep_tausworthe(state->s3, 0xfffffff0u, 13, 21, 7);
	state->s4 = __lockstep_tausworthe(state->s4, 0xffffff80u, 3, 12, 13);
	return state->s1 ^ state->s2 ^ state->s3 ^ state->s4;
}

/* A component must not begin in its few states that never change. */
static inline void prandom_seed_state(struct rnd_state *state, u64 seed)
{
	u32 n = (u32)((seed >> 32) ^ (seed << 10) ^ seed);

	state->s1 = n < 2 ? n + 2 : n;
	state->s2 = n < 8 ? n + 8 : n;
	state->s3 = n < 16 ? n + 16 : n;
	state->s4 = n < 128 ? n + 128 : n;
}

static inline void prandom_bytes_state(struct rnd_state *state, void *buffer, size_t n)
{
	for (u8 *at = buffer; n; n--)
		*at++ = (u8)prandom_u32_state(state);
}

#define prandom_u32() get_random_u32()
#define prandom_u32_max(limit) ((u32)(((u64)get_random_u32() * (u32)(limit)) >> 32))
#define prandom_bytes(buffer, n) get_random_bytes(buffer, n)

#endif

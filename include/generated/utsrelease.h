/* SPDX-License-Identifier: MIT OR Apache-2.0 */
#ifndef _LOCKSTEP_GENERATED_UTSRELEASE_H
#define _LOCKSTEP_GENERATED_UTSRELEASE_H

#define UTS_RELEASE "6.1.0-lockstep"

#endif

/** What is left to pay, to get back, and who bears the rest; whole đồng, none negative. */
export interface Settlement {
  /** Still to pay: the support due less the advances already paid. */
  payable: bigint;
  /** To come back: what the advances exceed the support due by. */
  recoverable: bigint;
  /** What the enterprise pays to the consultant (đối ứng), where the programme asks for it. */
  counterpart: bigint;
  /** The part of the accepted cost that neither support nor a counterpart covers. */
  uncovered: bigint;
}

/**
 * Settles a part: payable = support due − advances; below 0 it is recoverable instead. Support, counterpart and
 * uncovered make the accepted gross exactly.
 *
 * @throws RangeError when an amount is negative or the support is above the accepted gross.
 */
export function settle(given: {
  supportDue: bigint;
  advancesPaid: bigint;
  acceptedGross: bigint;
  counterpart: 'none' | 'enterprise-to-consultant';
}): Settlement {
  const { supportDue, advancesPaid, acceptedGross } = given;
  if (supportDue < 0n || advancesPaid < 0n) throw new RangeError('Support and advances are never negative');
  if (supportDue > acceptedGross) {
    throw new RangeError(`The support of ${supportDue} đồng is above the accepted cost of ${acceptedGross} đồng`);
  }
  const left = supportDue - advancesPaid;
  const rest = acceptedGross - supportDue;
  const borne = given.counterpart === 'enterprise-to-consultant';
  return {
    payable: left > 0n ? left : 0n,
    recoverable: left < 0n ? -left : 0n,
    counterpart: borne ? rest : 0n,
    uncovered: borne ? 0n : rest,
  };
}

/**
 * Shares a contract (or an advance) among its parts by weight: each part is rounded down, the đồng that remain go to the
 * last part that has a weight, so that the parts sum to the whole and a part that left gets nothing.
 *
 * @throws RangeError when there is no part, a weight or the total is negative, or all weights are 0.
 */
export function splitByParts(total: bigint, weights: readonly bigint[]): bigint[] {
  const whole = sum(weights);
  if (whole <= 0n || total < 0n || weights.some((weight) => weight < 0n)) {
    throw new RangeError('Give a total and weights that are not negative, and at least one weight above 0');
  }
  const parts = weights.map((weight) => (total * weight) / whole);
  const remainder = total - sum(parts);
  const last = weights.findLastIndex((weight) => weight > 0n);
  return parts.map((part, index) => (index === last ? part + remainder : part));
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

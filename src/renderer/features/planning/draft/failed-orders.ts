import { useState } from 'react';

/** A change of a draft that main did not carry out. */
export interface FailedOrder<Order> {
  readonly order: Order;
  readonly error: unknown;
}

/** Failed orders, without what is ordered anew. `restOf`: what a new order leaves of an earlier one; null: nothing. */
export function withoutReordered<Order>(
  failed: readonly FailedOrder<Order>[],
  anew: Order,
  restOf: (earlier: Order, anew: Order) => Order | null,
): readonly FailedOrder<Order>[] {
  return failed.flatMap(({ order, error }) => {
    const rest = restOf(order, anew);
    return rest === null ? [] : [{ order: rest, error }];
  });
}

/**
 * The orders that failed, until the same is ordered again. Orders follow one another quickly: the failure of one must be seen
 * although a later one is carried out.
 */
export function useFailedOrders<Order>(restOf: (earlier: Order, anew: Order) => Order | null) {
  const [failed, setFailed] = useState<readonly FailedOrder<Order>[]>([]);
  return {
    failed,
    ordered: (order: Order) => setFailed((before) => withoutReordered(before, order, restOf)),
    add: (order: Order, error: unknown) => setFailed((before) => [...before, { order, error }]),
    /** Gives what failed, and forgets it. */
    take: () => {
      setFailed([]);
      return failed.map(({ order }) => order);
    },
  };
}

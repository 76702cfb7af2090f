/** Names on the wire between preload and main. Everything else is in `src-shared/ipc/contract.ts`. */
export const wire = {
  call: 'kinoloom:call',
  grant: 'kinoloom:grant',
  event: 'kinoloom:event',
} as const;

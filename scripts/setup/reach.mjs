/**
 * Whether an address answers within a few seconds. Asked before a large download, so that a machine without access to
 * that host goes on to the next choice at once instead of waiting out a time-out in a downloader.
 *
 * @param {string} address
 */
export async function answers(address) {
  try {
    const response = await fetch(address, {
      method: 'HEAD',
      redirect: 'follow',
      signal: AbortSignal.timeout(5000),
    });
    return response.ok;
  } catch {
    return false;
  }
}

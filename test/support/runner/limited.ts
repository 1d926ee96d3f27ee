/**
 * What a test or a hook does, made to fail when it takes longer than `ms`. One that takes an argument calls back, and is
 * left as it is.
 */
export function limited<T>(work: () => Promise<T> | T, ms: number): () => Promise<T> | T {
  if (work.length > 0) return work;
  return () => {
    let timer: NodeJS.Timeout;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error(`It took longer than ${ms} ms.`)), ms);
    });
    return Promise.race([Promise.resolve().then(work), late]).finally(() => clearTimeout(timer));
  };
}

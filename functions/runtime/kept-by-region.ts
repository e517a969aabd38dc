/** Makes a client of a Region on first use, and keeps it for the life of the environment. */
export function keptByRegion<Client>(make: (region: string) => Client): (region: string) => Client {
  const kept = new Map<string, Client>();
  return (region) => {
    const client = kept.get(region) ?? make(region);
    kept.set(region, client);
    return client;
  };
}

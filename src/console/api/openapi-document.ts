/** A JSON object of any shape. */
export type Json = Record<string, unknown>;

/** One route of the API. */
export interface ApiOperation extends Json {
  readonly operationId?: string;
  readonly summary?: string;
  readonly requestBody?: { readonly content: Readonly<Record<string, Json>> };
  readonly responses: Readonly<Record<string, Json>>;
}

/** As much of an OpenAPI document as is worked on here. */
export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ApiOperation>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Json>> };
}

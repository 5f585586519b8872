package dev.argand.schemas;

import java.time.Instant;

/**
 * A champion that took another's place without having been tried: it had never been champion
 * before, and was not the challenger when it was promoted. Nobody has heard it beside the other
 * yet, so that it is watched for a while. A model that comes back, by a rollback or by a person's
 * word, is none.
 *
 * @param digest the model that serves
 * @param before the model that served until then
 * @param sinceGeneration of the alias log
 * @param at when it was promoted, by its promoter's clock
 */
public record Succession(String digest, String before, long sinceGeneration, Instant at) {}

package dev.argand.search.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event of the alias log.
 *
 * @param generation that it made; of a void one, the generation at which it was void
 * @param alias the name that moved: champion, {@code challenger?percent=25}, one of one's own
 * @param digest the model that it names; null where it clears the alias
 * @param version that model's number for people; 0 if it was never announced
 * @param voided whether it lost a race and changed nothing
 */
public record AliasChange(
    long generation,
    String alias,
    @Nullable String digest,
    int version,
    String who,
    String why,
    Instant at,
    boolean voided) {}

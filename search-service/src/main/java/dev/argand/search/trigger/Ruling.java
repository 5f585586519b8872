package dev.argand.search.trigger;

import dev.argand.schemas.avro.Trigger;
import org.jspecify.annotations.Nullable;

/**
 * What the desk decided about a wish for a search.
 *
 * @param trigger what asked
 * @param start whether a run starts
 * @param reason one line for people, with the figures that decided
 * @param who the person or part that asked
 * @param inTheWay the run that is in the way, if one is
 */
public record Ruling(
    Trigger trigger, boolean start, String reason, String who, @Nullable String inTheWay) {}

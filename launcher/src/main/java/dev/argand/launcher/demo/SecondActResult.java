package dev.argand.launcher.demo;

/**
 * The second act's figures.
 *
 * @param accuracyBefore of the first act's live audio, 0 to 1
 * @param accuracyDuring of the live audio in which a new kind of sound appears
 * @param accuracyAfter of live audio with the new kind of sound, by whoever is champion then
 * @param promoted whether the new model became the champion
 * @param seconds from the new sound's appearance to the end
 */
public record SecondActResult(
    double accuracyBefore,
    double accuracyDuring,
    double accuracyAfter,
    boolean promoted,
    double seconds) {}

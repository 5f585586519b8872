/**
 * Audio files of any kind as PCM: WAV by our own reader, all else by FFmpeg.
 *
 * <p>{@link dev.argand.media.MediaReader} reads a file whole, {@link dev.argand.media.MediaStream}
 * piece by piece. Only this package may import {@code org.bytedeco}.
 */
@NullMarked
package dev.argand.media;

import org.jspecify.annotations.NullMarked;

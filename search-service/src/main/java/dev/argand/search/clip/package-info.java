/**
 * The audio of labels: {@link dev.argand.search.clip.ClipCutter} follows {@code labels}, finds each
 * stretch on {@code audio.frames}, cuts it by sample index into the {@link
 * dev.argand.search.clip.ClipStore}, and says so on {@code clips}.
 *
 * <p>What is cut from frames is decided by classes that know no Kafka.
 */
@NullMarked
package dev.argand.search.clip;

import org.jspecify.annotations.NullMarked;

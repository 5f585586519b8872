/**
 * Audio sources to Kafka: each source is played on a thread of its own, cut into frames of 100 ms
 * and published on {@code audio.frames} in its own rate, channels and encoding.
 *
 * <p>Main types: {@link dev.argand.ingest.IngestService}, {@link dev.argand.ingest.SourceSpec},
 * {@link dev.argand.ingest.AudioSource}. Of Argand it may import schemas, signal and runtime.
 */
@NullMarked
package dev.argand.ingest;

import org.jspecify.annotations.NullMarked;

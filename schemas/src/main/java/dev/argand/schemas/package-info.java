/**
 * What passes between Argand's services: topics, record codecs, window identity and the alias log.
 *
 * <p>Main types: {@link dev.argand.schemas.Topic}, {@link dev.argand.schemas.AvroCodec}, {@link
 * dev.argand.schemas.WindowId}, {@link dev.argand.schemas.FrameGate}, {@link
 * dev.argand.schemas.AliasFold}. Record classes are generated from {@code src/main/avro}; every
 * version ever released is kept in {@code resources/released}. This package may import Avro and the
 * serialiser interfaces of kafka-clients, and nothing else of Argand.
 */
@NullMarked
package dev.argand.schemas;

import org.jspecify.annotations.NullMarked;

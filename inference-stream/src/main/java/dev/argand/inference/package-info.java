/**
 * The Kafka Streams application that classifies live audio.
 *
 * <p>{@link dev.argand.inference.InferenceService} wires it: {@link
 * dev.argand.inference.ChampionFold} follows the alias log and loads champions into a {@link
 * dev.argand.inference.ModelSlot}; {@link dev.argand.inference.RecognitionTopology} reads audio
 * frames, computes features, asks the model in the slot and writes recognitions. Only the adapter
 * {@code RecognizerModel} and its loader know the network library.
 */
@NullMarked
package dev.argand.inference;

import org.jspecify.annotations.NullMarked;

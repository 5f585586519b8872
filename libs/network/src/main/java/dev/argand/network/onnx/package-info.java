/**
 * Models in the ONNX format, from the spectrum on: a second statement of the network in standard
 * operators, in plain Java and without the engine, held to the first by tests.
 */
@NullMarked
package dev.argand.network.onnx;

import org.jspecify.annotations.NullMarked;

/**
 * Whether what was recognised is right: labels joined with recognitions, folded into accuracy.
 *
 * <p>{@link dev.argand.inference.evaluation.EvaluationService} wires it: a Kafka Streams topology
 * judges each window of the champion by the labels that touch it ({@link
 * dev.argand.inference.evaluation.Judgement}) and writes {@code evaluations}; a follower folds
 * these into an {@link dev.argand.inference.evaluation.AccuracyTable}, which the meters and {@link
 * dev.argand.inference.evaluation.EvaluationApi} show. It may import nothing of a network.
 */
@NullMarked
package dev.argand.inference.evaluation;

import org.jspecify.annotations.NullMarked;

package dev.argand.network.training;

/**
 * What a step saw of its batch.
 *
 * @param loss mean cross entropy, in nats
 * @param accuracy share of examples whose greatest logit is the target's
 */
public record StepResult(double loss, double accuracy) {}

/**
 * The search service: follows labels and accuracy, starts runs by the policy, has their models
 * judged and promoted, and says on topics what it decided and how far it is. What it must remember
 * is on topics, so that a killed service goes on where it was.
 */
@NullMarked
package dev.argand.search.service;

import org.jspecify.annotations.NullMarked;

package dev.argand.search.train;

import dev.argand.network.Genotype;
import dev.argand.network.OperationKind;
import dev.argand.network.SearchSpace;
import dev.argand.signal.CounterRandom;
import java.util.ArrayList;
import java.util.List;

/**
 * An architecture drawn at random from a space, the honest control of a search: each node reads
 * from two different earlier nodes, any pair as likely as any other, by operations that are drawn
 * each on its own.
 */
public final class RandomArchitecture {
  private RandomArchitecture() {}

  /** Both cells, each with so many intermediate nodes. */
  public static Genotype draw(SearchSpace space, int nodes, CounterRandom random) {
    return new Genotype(
        space, cell(space, nodes, random.at("normal")), cell(space, nodes, random.at("reduction")));
  }

  /** Some architecture of a space, always the same: for what only space and nodes matter to. */
  static Genotype any(SearchSpace space, int nodes) {
    return draw(space, nodes, CounterRandom.of(0));
  }

  private static Genotype.Cell cell(SearchSpace space, int nodes, CounterRandom random) {
    List<Genotype.Node> made = new ArrayList<>();
    for (int node = 0; node < nodes; node++) {
      int first = random.nextInt(node + 2);
      int second = random.nextInt(node + 1);
      if (second >= first) {
        second++;
      }
      made.add(
          new Genotype.Node(
              List.of(
                  input(space, Math.min(first, second), random),
                  input(space, Math.max(first, second), random))));
    }
    return new Genotype.Cell(made);
  }

  private static Genotype.Input input(SearchSpace space, int from, CounterRandom random) {
    List<OperationKind> operations = space.operations();
    return new Genotype.Input(operations.get(random.nextInt(operations.size())), from);
  }
}

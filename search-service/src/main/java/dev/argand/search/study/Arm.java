package dev.argand.search.study;

import dev.argand.search.train.Profile;
import java.util.ArrayList;
import java.util.List;

/**
 * One way to a network.
 *
 * @param name in lower case with dashes
 * @param profile of its runs
 * @param text the same as {@code Profile.read} takes it
 * @param architectures how many are searched or drawn; 1 where the architecture is given
 * @param seeds how often each is trained
 */
public record Arm(String name, Profile profile, String text, int architectures, int seeds) {

  /**
   * One of an arm's runs.
   *
   * @param architecture its number, from 0
   * @param training of this architecture, from 0: the first searches or draws it, the others train
   *     what the first found
   */
  public record Place(int architecture, int training) {
    /** Keeps the seeds of trainings apart from those of architectures. */
    private static final int SPREAD = 1000;

    /** The run's seed. */
    public long seed(long first) {
      return first + architecture + (long) SPREAD * training;
    }
  }

  /** All places, trainings outermost: what is stopped early has most architectures. */
  public List<Place> places() {
    List<Place> places = new ArrayList<>();
    for (int training = 0; training < seeds; training++) {
      for (int architecture = 0; architecture < architectures; architecture++) {
        places.add(new Place(architecture, training));
      }
    }
    return places;
  }

  /** Whether later trainings need what the first found. */
  boolean isFound() {
    return profile.architecture().given().isEmpty();
  }
}

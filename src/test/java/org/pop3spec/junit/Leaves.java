package org.pop3spec.junit;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;

/** The tests below a node. */
final class Leaves {
    private Leaves() {}

    static Stream<DynamicTest> of(DynamicNode node) {
        return node instanceof DynamicContainer container
                ? container.getChildren().flatMap(Leaves::of)
                : Stream.of((DynamicTest) node);
    }
}

"""arg_scope: what is said around a call holds inside, unless the call says more."""

import threading

import pytest

import edflow as tf

framework = tf.contrib.framework
arg_scope = framework.arg_scope


@framework.add_arg_scope
def pair(a, b=2, c=3):
    return a, b, c


@framework.add_arg_scope
def single(a, b=0):
    return a, b


def test_the_innermost_word_holds():
    with arg_scope([pair], b=5, c=6):
        assert pair(1) == (1, 5, 6)
        assert pair(1, b=7) == (1, 7, 6)
        with arg_scope([pair], c=8):
            assert pair(1) == (1, 5, 8)
        assert pair(1) == (1, 5, 6)
    assert pair(1) == (1, 2, 3)


def test_each_function_has_its_own_arguments():
    with arg_scope([pair, single], b=5), arg_scope([pair], c=9):
        assert (pair(1), single(1)) == ((1, 5, 9), (1, 5))


def test_a_scope_that_was_kept_takes_the_place_of_those_around():
    with arg_scope([pair], b=5) as kept:
        pass
    with arg_scope([single, pair], b=6):
        with arg_scope(kept):
            assert (pair(1), single(1)) == ((1, 5, 3), (1, 0))
            with arg_scope([pair], c=7):
                assert pair(1) == (1, 5, 7)
        assert single(1) == (1, 6)
    assert framework.current_arg_scope() == {}
    with arg_scope(kept):
        assert pair(1) == (1, 5, 3)


def test_an_error_inside_closes_the_scope():
    with pytest.raises(KeyError), arg_scope([pair], b=5):
        raise KeyError
    assert pair(1) == (1, 2, 3)


def test_another_thread_is_not_inside():
    seen = []
    with arg_scope([pair], b=5):
        thread = threading.Thread(target=lambda: seen.append(pair(1)))
        thread.start()
        thread.join()
    assert seen == [(1, 2, 3)]


def test_what_cannot_be_meant_is_refused():
    def plain(a):
        return a

    with pytest.raises(ValueError, match="plain arguments; decorate it"):
        arg_scope([plain], a=1).__enter__()
    with pytest.raises(TypeError, match=r"write \[function\]"):
        arg_scope(pair, b=1).__enter__()
    with arg_scope([pair], b=5) as kept:
        pass
    with pytest.raises(ValueError, match="without the arguments b"):
        arg_scope(kept, b=1).__enter__()
    with pytest.raises(TypeError, match="multiple values"), arg_scope([pair], b=5):
        pair(1, 2)


def test_a_decorated_function_keeps_its_name_and_tells_its_arguments():
    assert pair.__name__ == "pair"
    assert framework.has_arg_scope(pair)
    assert not framework.has_arg_scope(len)
    assert framework.arg_scoped_arguments(pair) == ("b", "c")


def test_the_kinds_of_convolution_are_told_apart():
    slim = tf.contrib.slim
    images = tf.zeros([1, 8, 8, 3])
    with slim.arg_scope([slim.conv2d, slim.convolution], stride=2):
        with slim.arg_scope([slim.conv2d], padding="VALID"):
            assert slim.conv2d(images, 4, 3).shape == [1, 3, 3, 4]
            assert slim.convolution(images, 4, 3).shape == [1, 4, 4, 4]
        assert slim.convolution2d(images, 4, 3).shape == [1, 4, 4, 4]
        assert slim.conv2d_transpose(images, 4, 3).shape == [1, 8, 8, 4]

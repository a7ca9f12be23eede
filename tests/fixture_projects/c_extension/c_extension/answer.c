/* The smallest module there is: one function without arguments. */
#include <Python.h>

static PyObject *
answer(PyObject *self, PyObject *ignored)
{
    return PyLong_FromLong(42);
}

static PyMethodDef functions[] = {
    {"answer", answer, METH_NOARGS, "Return 42."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    PyModuleDef_HEAD_INIT, "answer", "A module in C.", 0, functions,
};

PyMODINIT_FUNC
PyInit_answer(void)
{
    return PyModuleDef_Init(&module);
}

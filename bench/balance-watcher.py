"""One strategy of Watcher's in process, on a cloud written by watcher.ts.

    python3 balance-watcher.py CLOUD.json PLAN.json

Nothing of Watcher is changed; `vm_workload_consolidation` and `workload_stabilization` run as they come. What they ask
their data source for is what is given out, as our plan by allocation takes it: an instance uses what its flavor says.
Prints nothing; PLAN.json has the seconds of CPU and the migrations.
"""
import json
import logging
import random
import sys
import time

from watcher.common import clients
from watcher.decision_engine.model import element, model_root
from watcher.decision_engine.strategy.strategies import vm_workload_consolidation, workload_stabilization

logging.disable(logging.CRITICAL)


class NothingMeasured(object):
    """Then the consolidation takes what the flavors ask for."""

    def __getattr__(self, name):
        if name.startswith('__'):
            raise AttributeError(name)
        return lambda *arguments, **named: None


class GivenOut(object):
    """Percent of a vCPU; MiB of an instance, KiB of a host: the units that Watcher takes them in."""

    def __init__(self, model):
        self.values = {}
        for uuid, node in model.get_all_compute_nodes().items():
            there = model.get_node_instances(node)
            self.values[uuid] = {
                'host_cpu_usage': 100.0 * sum(one.vcpus for one in there) / node.vcpus,
                'host_ram_usage': 1024.0 * sum(one.memory for one in there)}

    def statistic_aggregation(self, resource, resource_type, meter_name, *how):
        if resource_type == 'compute_node':
            return self.values[resource.uuid][meter_name]
        return 100.0 if meter_name == 'instance_cpu_usage' else float(resource.memory)


def read_model(cloud):
    model = model_root.ModelRoot()
    for host in cloud['hosts']:
        model.add_node(element.ComputeNode(
            uuid=host['id'], hostname=host['name'], status='enabled', state='up', disabled_reason=None,
            memory=host['memoryMb'], memory_mb_reserved=0, memory_ratio=1.0,
            vcpus=host['vcpus'], vcpu_reserved=0, vcpu_ratio=float(host['vcpuRatio']),
            disk=host['diskGb'], disk_gb_reserved=0, disk_ratio=1.0))
    nodes = {host['name']: model.get_node_by_name(host['name']) for host in cloud['hosts']}
    for one in cloud['instances']:
        instance = element.Instance(
            uuid=one['id'], name=one['name'], state='active', memory=one['memoryMb'], disk=one['diskGb'],
            vcpus=one['vcpus'], metadata={}, project_id='00000000-0000-4000-8000-000000000000',
            watcher_exclude=False, locked=False)
        model.add_instance(instance)
        model.map_instance(instance, nodes[one['host']])
    return model


class OnOurModel(object):
    model = None
    datasource_backend = None

    @property
    def compute_model(self):
        return self.model


class Consolidation(OnOurModel, vm_workload_consolidation.VMWorkloadConsolidation):
    pass


class Stabilization(OnOurModel, workload_stabilization.WorkloadStabilization):
    pass


def strategy_for(wish, model):
    strategy = {'consolidation': Consolidation, 'stabilization': Stabilization}[wish['strategy']](
        config={}, osc=clients.OpenStackClients())
    strategy.model = model
    if wish['strategy'] == 'consolidation':
        strategy.datasource_backend = NothingMeasured()
        strategy.input_parameters = {}
        return strategy
    strategy.datasource_backend = GivenOut(model)
    strategy.metrics = ['instance_cpu_usage', 'instance_ram_usage']
    schema = strategy.get_schema()['properties']
    for name in ('weights', 'instance_metrics', 'periods', 'aggregation_method', 'retry_count'):
        setattr(strategy, name, schema[name]['default'])
    strategy.input_parameters = {}
    # With 'fullsearch' it names an instance twice, and fails at the second time.
    strategy.host_choice = schema['host_choice']['default']
    strategy.thresholds = {metric: wish['threshold'] for metric in strategy.metrics}
    # The hosts it tries are drawn by lot.
    random.seed(1)
    return strategy


with open(sys.argv[1]) as source:
    wish = json.load(source)
strategy = strategy_for(wish, read_model(wish['cloud']))
began = time.process_time()
strategy.do_execute()
ended = time.process_time()
migrations = [
    {'instance': action['input_parameters']['resource_id'], 'to': action['input_parameters']['destination_node']}
    for action in strategy.solution.actions if action['action_type'] == 'migrate']
with open(sys.argv[2], 'w') as target:
    json.dump({'seconds': ended - began, 'migrations': migrations}, target)
